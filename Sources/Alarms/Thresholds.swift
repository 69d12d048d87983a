import Charts
import Vitals

/// Where one condition begins to breach, for one child at one age: two numbers a stage, so that judging a reading is a
/// comparison and telling a person is a lookup.
struct Thresholds: BitwiseCopyable, Equatable {
    let side: Side
    private let mild: Line
    private let severe: Line
    /// The line that samples have to be inside of to leave the mild stage.
    private let lowest: Line
    /// The numbers that breach no line: from the first up to, but without, the second.
    let good: Stretch

    /// A value breaches below `crossing` on the low side, at or above it on the high side; `printed` is the number the
    /// chart or the clinician wrote.
    struct Line: BitwiseCopyable, Equatable {
        var crossing: Double
        var printed: Double

        /// A line that no number is beyond.
        @inline(__always)
        static func none(_ side: Side) -> Line {
            let number = side == .low ? -Double.infinity : .infinity
            return Line(crossing: number, printed: number)
        }

        @inline(__always) var isDrawn: Bool { crossing.isFinite }

        /// The total at which an escalation level begins.
        static func level(from total: Int) -> Line { level(at: Double(total)) }

        /// A line on the high side at the very number that is written.
        static func level(at number: Double) -> Line { Line(crossing: number, printed: number) }
    }

    init(side: Side, mild: Line? = nil, severe: Line? = nil) {
        self.side = side
        self.mild = mild ?? .none(side)
        self.severe = severe ?? .none(side)
        lowest = mild ?? self.severe
        var good = Self.good(of: self.mild, side)
        good.narrow(to: Self.good(of: self.severe, side))
        self.good = good
    }

    /// The bands of a chart: mild from sub-score 1, severe from 4.
    init(of table: BandTable, side: Side) {
        let chartSide: BandSide = side == .low ? .low : .high
        func line(_ subScore: SubScore) -> Line? {
            guard let crossing = table.crossing(atLeast: subScore, side: chartSide),
                let edge = table.edge(atLeast: subScore, side: chartSide)
            else { return nil }
            return Line(crossing: crossing, printed: edge.value)
        }
        self.init(side: side, mild: line(.one), severe: line(.four))
    }

    /// A clinician's limit: the value itself already breaches.
    init(limit: LimitPlan) {
        let crossing = limit.side == .low ? limit.value.nextUp : limit.value
        self.init(side: limit.side, severe: Line(crossing: crossing, printed: limit.value))
    }

    /// How bad a value is; `nil` when it is on the good side of every line.
    @inline(__always)
    func breach(_ value: Double) -> AlarmStage? {
        if good.contains(value) { return nil }
        if isBeyond(severe, value) { return .severe }
        return isBeyond(mild, value) ? .mild : nil
    }

    /// Whether a value does not breach and lies at least `margin` away from the number a person reads.
    @inline(__always)
    func isInside(_ stage: AlarmStage, _ value: Double, margin: Double) -> Bool {
        let line = stage == .severe ? severe : lowest
        return !isBeyond(line, value) && isWithin(line, value, margin: margin)
    }

    /// The values around one that breach as it does and lie inside as it does, of the stages somebody asks that for.
    @inline(__always)
    func alike(_ value: Double, margin: Double, asksInsideMild: Bool, asksInsideSevere: Bool) -> Stretch {
        var alike = Stretch.all
        alike.stay(value, ofLineAt: mild.crossing)
        alike.stay(value, ofLineAt: severe.crossing)
        if asksInsideMild, lowest.isDrawn { alike.narrow(to: alikeInside(of: lowest, value, margin: margin)) }
        if asksInsideSevere, severe.isDrawn { alike.narrow(to: alikeInside(of: severe, value, margin: margin)) }
        return alike
    }

    /// Where the margin ends is asked of the comparison itself: what is added and what is taken away may differ in the last bit.
    private func alikeInside(of line: Line, _ value: Double, margin: Double) -> Stretch {
        // The least number that is on the upper side of the margin.
        let border = side == .low ? line.printed + margin : (line.printed - margin).nextUp
        let isAbove = value >= border
        guard isWithin(line, border, margin: margin) == (side == .low),
            isWithin(line, border.nextDown, margin: margin) == (side == .high)
        else {
            return Stretch(from: value, upTo: value.nextUp)
        }
        return isAbove ? Stretch(from: border, upTo: .infinity) : Stretch(from: -.infinity, upTo: border)
    }

    func printed(_ stage: AlarmStage) -> Double? {
        let line = stage == .severe ? severe : mild
        return line.isDrawn ? line.printed : nil
    }

    @inline(__always)
    private func isWithin(_ line: Line, _ value: Double, margin: Double) -> Bool {
        side == .low ? value - margin >= line.printed : value + margin <= line.printed
    }

    private static func good(of line: Line, _ side: Side) -> Stretch {
        side == .low ? Stretch(from: line.crossing, upTo: .infinity) : Stretch(from: -.infinity, upTo: line.crossing)
    }

    @inline(__always)
    private func isBeyond(_ line: Line, _ value: Double) -> Bool {
        side == .low ? value < line.crossing : value >= line.crossing
    }
}
