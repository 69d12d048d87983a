import Charts
import Vitals

/// The lines of the chart's conditions at each age, worked out once for all children: a child has only an age, and the
/// limits that clinicians set for it.
///
/// Arrays, since an `InlineArray` of this size is copied whole (6 KB) for each line that is looked at.
struct AgeLines {
    private static let signCount = 4

    /// By age, then by the place of the condition; those of limits have none here.
    private var lines = ContiguousArray(repeating: Thresholds(side: .low), count: 72)
    /// The values of each vital sign that breach none of them.
    private var good = ContiguousArray(repeating: Stretch.all, count: 16)

    /// Without a chart no line is drawn.
    init(_ chart: ScoreTable?, rules: AlarmRules) {
        guard let chart else { return }
        for band in AgeBand.allCases {
            for kind in ConditionKind.chartKinds {
                guard let sign = kind.vitalSign, let side = kind.side, let table = chart.table(of: sign, in: band)
                else { continue }
                lines[Self.place(kind, band)] = Thresholds(of: table, side: side)
            }
            lines[Self.place(.temperatureHigh, band)] = Thresholds(
                side: .high, mild: .level(at: rules.temperatureHighFrom))
            lines[Self.place(.temperatureLow, band)] = Thresholds(
                side: .low,
                mild: Thresholds.Line(crossing: rules.temperatureLowTo.nextUp, printed: rules.temperatureLowTo))
            lines[Self.place(.chartPartialSum, band)] = Thresholds(
                side: .high, mild: .level(from: chart.levels.medium), severe: .level(from: chart.levels.high))
            for sign in VitalSign.allCases {
                var left = sign.conditionBits
                while left != 0 {
                    good[Self.place(sign, band)].narrow(
                        to: lines[Self.place(left.trailingZeroBitCount, band)].good)
                    left &= left &- 1
                }
            }
        }
    }

    /// - Parameter place: of a condition that samples judge.
    subscript(_ place: Int, _ band: AgeBand) -> Thresholds {
        @inline(__always) get { lines[Self.place(place, band)] }
    }

    @inline(__always)
    func good(at place: Int, in band: AgeBand) -> Stretch { lines[Self.place(place, band)].good }

    @inline(__always)
    func good(of sign: VitalSign, in band: AgeBand) -> Stretch { good[Self.place(sign, band)] }

    @inline(__always)
    private static func place(_ kind: ConditionKind, _ band: AgeBand) -> Int {
        place(kind.childSlot, band)
    }

    @inline(__always)
    private static func place(_ place: Int, _ band: AgeBand) -> Int {
        Int(band.rawValue) &* ConditionKind.sampledCount &+ place
    }

    @inline(__always)
    private static func place(_ sign: VitalSign, _ band: AgeBand) -> Int {
        Int(band.rawValue) &* signCount &+ Int(sign.rawValue)
    }
}
