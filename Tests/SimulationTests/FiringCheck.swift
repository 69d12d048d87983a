/// What must have fired, what must not, and what may end it: told by what the devices showed, without a line of the evaluator.
///
/// The limit of the first child (SpO2 at or below it for 15 s; over after 60 s at or above limit and margin) and silence (no
/// reading for five minutes).
struct FiringCheck {
    private(set) var findings: [String] = []
    private let night: SimulatedNight
    private let record: NightRecord

    private static let onset = 15
    private static let hold = 60
    private static let margin = 2
    private static let continuity = 5
    private static let silence = 300
    /// A line is believed after so many good seconds.
    private static let lock = 30
    /// And not before so many lines behind a plug.
    private static let unbelievedLines = 9
    private static let slack = 3

    init(_ night: SimulatedNight, _ record: NightRecord) {
        self.night = night
        self.record = record
        checkLimit()
        checkSilence("adm-a", 0)
        // Somebody may have asked for a pause of the second child: only what ends it is held to.
        checkSilence("adm-b", 1, mustBegin: false)
    }

    private func shown(_ second: Int, _ device: Int = 0) -> Int? {
        guard night.lived.contains(second) else { return nil }
        let shown = night.oximeters[device][second]
        return shown.isNoisy ? nil : shown.spO2
    }

    private func longestGap(in seconds: Range<Int>) -> Int {
        var (run, longest) = (0, 0)
        for second in seconds {
            run = shown(second) == nil ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// Whether lines enough have come since the plug, or the daemon's start.
    private func isBelieved(_ second: Int) -> Bool {
        (second - Self.unbelievedLines...second).allSatisfy {
            night.lived.contains($0) && night.oximeters[0][$0].isAttached
        }
    }

    private func transitions(of condition: String, _ admission: String) -> [(second: Int, row: NightRecord.Transition)]
    {
        record.transitions.filter { $0.condition == condition && $0.admission == admission }.map {
            (night.second(of: $0), $0)
        }
    }

    private func isOpen(at second: Int, _ rows: [(second: Int, row: NightRecord.Transition)]) -> Bool {
        rows.last { $0.second <= second }.map { !["resolved", "void"].contains($0.row.state) } ?? false
    }

    /// It was over before, and gives way to a new one.
    private static func wasOver(_ number: Int, _ rows: [(second: Int, row: NightRecord.Transition)]) -> Bool {
        number > 0 && rows[number - 1].row.episodeID == rows[number].row.episodeID
            && rows[number - 1].row.state == "resolved"
    }

    private mutating func checkLimit() {
        let rows = transitions(of: "limit.spo2.low", "adm-a")
        for (number, (second, row)) in rows.enumerated() {
            let isOver = Self.wasOver(number, rows)
            let place = "\(second) limit.spo2.low \(row.event)"
            if row.event == "fired" || row.event == "suppressed", row.sequence == 1 {
                let breaching = (second - 25...second).count { shown($0).map { $0 <= SimulatedWard.limit } ?? false }
                if breaching < 9 { findings.append("\(place) after \(breaching) s at or below the limit") }
                let isEarly = !(second - 90...second - Self.onset + 1).contains {
                    isBelieved($0) && (shown($0).map { $0 <= SimulatedWard.limit } ?? false)
                }
                if isEarly {
                    findings.append("\(place), and \(Self.onset) s before there was nothing to be believed")
                }
            }
            if row.event == "resolved" || row.event == "cleared_unacked", row.command == nil, !isOver {
                let span = (second - Self.hold + 2..<second)
                let values = span.compactMap { shown($0) }
                let isOut = values.allSatisfy { $0 >= SimulatedWard.limit + Self.margin }
                if longestGap(in: span) > Self.continuity + Self.slack {
                    findings.append(
                        "\(place), and the data broke off for \(longestGap(in: span)) s in the minute before")
                }
                if !isOut || values.count < Self.hold * 3 / 4 {
                    findings.append(
                        "\(place) after a minute with \(values.count) values, the lowest \(values.min() ?? 0)")
                }
            }
        }
        var run = 0
        for second in 1..<max(2, night.now) {
            let isLow = shown(second).map { $0 <= SimulatedWard.limit } ?? false
            run = isLow ? run + 1 : 0
            guard run == Self.onset + Self.slack else { continue }
            let before = second - run
            guard (before - Self.lock...before).allSatisfy({ shown($0) != nil }) else { continue }
            if !isOpen(at: second, rows) {
                findings.append("\(second) nothing fired after \(run) s at or below the limit")
            }
        }
    }

    private mutating func checkSilence(_ admission: String, _ device: Int, mustBegin: Bool = true) {
        let rows = transitions(of: "tech.silence", admission)
        // By hand, too; what is asked counts at the next tick.
        let entered = Set(
            record.entries.filter { $0.admission == admission }.flatMap { entry in
                let second = night.second(of: entry.bootMicroseconds, inRun: entry.run)
                return [second, second + 1]
            })
        func isHeard(_ second: Int) -> Bool { shown(second, device) != nil || entered.contains(second) }
        for (number, (second, row)) in rows.enumerated()
        where ["resolved", "cleared_unacked"].contains(row.event) && row.command == nil && !Self.wasOver(number, rows) {
            if !(second - 20...second).contains(where: isHeard) {
                findings.append("\(second) silence of \(admission) is over, and nothing was heard")
            }
        }
        guard mustBegin else { return }
        var quiet = 0
        for second in 1..<max(2, night.now) {
            quiet = night.lived.contains(second) && !isHeard(second) ? quiet + 1 : 0
            guard quiet == Self.silence + 2 * Self.slack, !isOpen(at: second, rows) else { continue }
            findings.append("\(second) no silence of \(admission) after \(quiet) s without a reading")
        }
    }
}
