import Charts
import Vitals

/// Where one condition begins to breach, for one child at one age: two numbers a stage, so that judging a reading is a
/// comparison and telling a person is a lookup.
struct Thresholds: BitwiseCopyable, Equatable {
    let side: Side
    private let mild: Line?
    private let severe: Line?
    /// The numbers that breach no line: from the first up to, but without, the second.
    let good: Stretch

    /// A value breaches below `crossing` on the low side, at or above it on the high side; `printed` is the number the
    /// chart or the clinician wrote.
    struct Line: BitwiseCopyable, Equatable {
        var crossing: Double
        var printed: Double

        /// The total at which an escalation level begins.
        static func level(from total: Int) -> Line { level(at: Double(total)) }

        /// A line on the high side at the very number that is written.
        static func level(at number: Double) -> Line { Line(crossing: number, printed: number) }
    }

    init(side: Side, mild: Line? = nil, severe: Line? = nil) {
        self.side = side
        self.mild = mild
        self.severe = severe
        var good = Stretch.all
        if let mild { good.narrow(to: Self.good(of: mild, side)) }
        if let severe { good.narrow(to: Self.good(of: severe, side)) }
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
    func isInside(_ stage: AlarmStage, _ value: Double, margin: Double) -> Bool {
        guard let line = stage == .severe ? severe : mild ?? severe else { return true }
        guard !isBeyond(line, value) else { return false }
        return side == .low ? value - margin >= line.printed : value + margin <= line.printed
    }

    /// The values around one that breach as it does and lie inside as it does, for both stages.
    ///
    /// - Parameter margin: `nil` where it does not matter which lie inside.
    func alike(_ value: Double, margin: Double?) -> Stretch {
        var alike = Stretch.all
        if let mild { alike.stay(value, ofLineAt: mild.crossing) }
        if let severe { alike.stay(value, ofLineAt: severe.crossing) }
        guard let margin else { return alike }
        if let line = mild ?? severe { alike.narrow(to: alikeInside(of: line, value, margin: margin)) }
        if let severe { alike.narrow(to: alikeInside(of: severe, value, margin: margin)) }
        return alike
    }

    /// Where the margin ends is asked of the comparison itself: what is added and what is taken away may differ in the last bit.
    private func alikeInside(of line: Line, _ value: Double, margin: Double) -> Stretch {
        func isInside(_ value: Double) -> Bool {
            side == .low ? value - margin >= line.printed : value + margin <= line.printed
        }
        // The least number that is on the upper side of the margin.
        let border = side == .low ? line.printed + margin : (line.printed - margin).nextUp
        let isAbove = value >= border
        guard isInside(border) == (side == .low), isInside(border.nextDown) == (side == .high) else {
            return Stretch(from: value, upTo: value.nextUp)
        }
        return isAbove ? Stretch(from: border, upTo: .infinity) : Stretch(from: -.infinity, upTo: border)
    }

    func printed(_ stage: AlarmStage) -> Double? { (stage == .severe ? severe : mild)?.printed }

    private static func good(of line: Line, _ side: Side) -> Stretch {
        side == .low ? Stretch(from: line.crossing, upTo: .infinity) : Stretch(from: -.infinity, upTo: line.crossing)
    }

    private func isBeyond(_ line: Line?, _ value: Double) -> Bool {
        guard let line else { return false }
        return side == .low ? value < line.crossing : value >= line.crossing
    }
}
