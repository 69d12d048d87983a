/// The bands of one vital sign on one chart: a sub-score for every number there is.
///
/// Only the printed starts are given. Between the last value printed in a band and the first printed in the next there is
/// a sliver the chart does not name, and it takes the higher of the two sub-scores (gap rule, S3 C1.4). So where scores
/// fall the next band begins at its printed start, and where they rise just above the printed end before it:
///
///     HR, 0–11 months, printed to 0.01
///
///        printed  …  90 – 109.99 │ 110 – 149.99 │ 150 – 169.99 …
///        score            1      │       0      │      1
///        begins at                110            149.99.nextUp
///
/// The lookup is a count of the starts at or below the value: no branch on the data, no allocation, no reference.
public struct BandTable: Sendable {
    /// Where each band really begins. The first is -∞; places past the last band are never reached by a finite value.
    private var starts: InlineArray<8, Double>
    private var subScores: InlineArray<8, SubScore>
    /// The printed starts in hundredths, exact where a sum of decimals would not be. The first is not used.
    private var printedStarts: InlineArray<8, Int>
    private var printedStep: Int
    /// 1…8
    public private(set) var bandCount: Int

    /// - Parameters:
    ///   - step: the smallest difference the chart prints: 0.01 for rates and saturation, 1 for whole seconds.
    ///   - lowest: the sub-score of the band that is open below.
    ///   - bands: the printed start of each further band, rising, with its sub-score.
    public init(
        printedTo step: Double, lowest: SubScore, _ bands: [(from: Double, subScore: SubScore)] = []
    ) throws(BandTableDefect) {
        guard bands.count < Limits.bandCount else { throw .tooManyBands }
        guard let step = Self.hundredths(step), step > 0 else { throw .stepNotPrintable }
        starts = InlineArray(repeating: .infinity)
        subScores = InlineArray(repeating: lowest)
        printedStarts = InlineArray(repeating: 0)
        printedStep = step
        bandCount = bands.count + 1
        starts[0] = -.infinity
        for (place, band) in bands.enumerated() {
            guard let start = Self.hundredths(band.from) else { throw .edgeNotPrintable(at: place) }
            let before = subScores[place]
            if place > 0 {
                guard start > printedStarts[place] else { throw .bandsOutOfOrder(at: place) }
                guard start - step >= printedStarts[place] else { throw .bandNarrowerThanStep(at: place) }
                guard band.subScore >= before || !isRising(before: place) else {
                    throw .scoreFallsAfterRising(at: place)
                }
            }
            printedStarts[place + 1] = start
            subScores[place + 1] = band.subScore
            starts[place + 1] = band.subScore > before ? (Double(start - step) / 100).nextUp : Double(start) / 100
        }
    }

    /// The sub-score at `value`. The caller has refused what is not finite or not plausible.
    public func subScore(at value: Double) -> SubScore {
        var index = 0
        for place in 1..<Limits.bandCount { index &+= value >= starts[place] ? 1 : 0 }
        return subScores[index]
    }

    /// The numbers with the same place in the table as `value`: from the first one up to, but without, the second.
    public func stretch(around value: Double) -> (from: Double, upTo: Double) {
        var index = 0
        for place in 1..<Limits.bandCount { index &+= value >= starts[place] ? 1 : 0 }
        return (starts[index], index + 1 < bandCount ? starts[index + 1] : .infinity)
    }

    /// The bands as printed, lowest first.
    public func band(at index: Int) -> ScoredBand? {
        guard (0..<bandCount).contains(index) else { return nil }
        let isLast = index + 1 == bandCount
        return ScoredBand(
            start: index == 0 ? nil : Double(printedStarts[index]) / 100,
            nextStart: isLast ? nil : Double(printedStarts[index + 1]) / 100,
            printedEnd: isLast ? nil : Double(printedStarts[index + 1] - printedStep) / 100,
            subScore: subScores[index])
    }

    /// The least sub-score the table can give.
    public var least: SubScore { subScores[lowestScoreIndex] }

    /// The greatest sub-score the table can give.
    public var greatest: SubScore { max(subScores[0], subScores[bandCount - 1]) }

    /// From the least to the greatest.
    var range: ClosedRange<SubScore> { least...greatest }

    /// Where, going away from the least score on one side, the table begins to give at least `subScore`; `nil` when it
    /// never does, or does so everywhere.
    public func edge(atLeast subScore: SubScore, side: BandSide) -> BandEdge? {
        guard least < subScore else { return nil }
        switch side {
        case .high:
            for index in lowestScoreIndex..<bandCount where subScores[index] >= subScore {
                return BandEdge(comparison: .atOrAbove, value: Double(printedStarts[index]) / 100)
            }
        case .low:
            for index in stride(from: lowestScoreIndex, through: 1, by: -1) where subScores[index - 1] >= subScore {
                return lowEdge(below: printedStarts[index])
            }
        }
        return nil
    }

    /// The number at which, going away from the least score on one side, the table really begins to give at least
    /// `subScore`: a value breaches when it lies below it on the low side, at or above it on the high side.
    public func crossing(atLeast subScore: SubScore, side: BandSide) -> Double? {
        guard least < subScore else { return nil }
        switch side {
        case .high:
            for index in lowestScoreIndex..<bandCount where subScores[index] >= subScore { return starts[index] }
        case .low:
            for index in stride(from: lowestScoreIndex, through: 1, by: -1) where subScores[index - 1] >= subScore {
                return starts[index]
            }
        }
        return nil
    }

    /// Charts print whole numbers ("≤91", "below 110"): the wording is chosen so that the number is whole where it can be.
    private func lowEdge(below start: Int) -> BandEdge {
        let isWhole = start.isMultiple(of: 100)
        return BandEdge(
            comparison: isWhole ? .below : .atOrBelow, value: Double(isWhole ? start : start - printedStep) / 100)
    }

    /// Scores fall to one lowest run of bands and rise from it; the initialiser holds that.
    private var lowestScoreIndex: Int {
        var lowest = 0
        for index in 0..<bandCount where subScores[index] < subScores[lowest] { lowest = index }
        return lowest
    }

    private func isRising(before place: Int) -> Bool {
        for index in 0..<place where subScores[index + 1] > subScores[index] { return true }
        return false
    }

    private static func hundredths(_ printed: Double) -> Int? {
        guard abs(printed) <= Limits.printedEdge else { return nil }
        let scaled = (printed * 100).rounded()
        return scaled / 100 == printed ? Int(scaled) : nil
    }
}
