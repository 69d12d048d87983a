import Alarms
import Vitals

/// Times, roles and reasons as people say them.
extension Duration {
    /// `30 s`, `5 min`, `4 h`: the largest unit that keeps it whole.
    var words: String {
        let seconds = inSeconds
        if seconds >= 3600, seconds.truncatingRemainder(dividingBy: 3600) == 0 {
            return "\((seconds / 3600).shortestDecimal) h"
        }
        if seconds >= 300, seconds.truncatingRemainder(dividingBy: 60) == 0 {
            return "\((seconds / 60).shortestDecimal) min"
        }
        return "\(seconds.shortestDecimal) s"
    }

    /// `40 s`, `5 min`, `2 h 5 min`: as long as it has surely been.
    var roundedWords: String {
        let minutes = Int64((inSeconds / 60).rounded(.down))
        guard minutes > 0 else { return "\(max(0, inSeconds).rounded(.down).shortestDecimal) s" }
        guard minutes >= 60 else { return "\(minutes) min" }
        return minutes % 60 == 0 ? "\(minutes / 60) h" : "\(minutes / 60) h \(minutes % 60) min"
    }
}

extension WallInstant {
    /// `03:15`, as clocks on London's walls show it.
    var clockWords: String { String(londonDescription.dropFirst(11).prefix(5)) }
}

extension RoleSet {
    private static let spoken: [(role: RoleSet, words: String)] = [
        (.primaryNurse, "primary nurse"), (.secondNurse, "second nurse"),
        (.inCharge, "nurse in charge or doctor on call"),
        (.escalation, "escalation number"), (.reviewer, "independent reviewer"), (.operations, "hub support"),
    ]

    /// `primary nurse and second nurse`
    var spokenWords: String { Self.spoken.filter { contains($0.role) }.map(\.words).joinedInWords }
}

extension SuppressorSet {
    private static let spoken: [(suppressor: SuppressorSet, words: String)] = [
        (.probeOff, "the sensor is off the child"), (.poorSignal, "the device has too little good signal"),
        (.deviceGone, "the device is not connected"), (.silence, "nothing at all is heard of the child"),
        (.higherBand, "a more urgent alarm says the same"), (.plannedPause, "a planned pause is running"),
        (.quiet, "somebody asked for quiet from the equipment"), (.manyDevicesGone, "many devices went at once"),
    ]

    var spokenWords: String { Self.spoken.filter { contains($0.suppressor) }.map(\.words).joinedInWords }
}

extension ConcernSource {
    /// The first words of every message of a concern.
    var spokenWords: String {
        switch self {
        case .parent: "a parent is worried"
        case .youngPerson: "the young person is worried"
        case .staff: "a member of staff is worried"
        case .carerQuestion: "a carer says the child is worse"
        }
    }
}

extension [String] {
    fileprivate var joinedInWords: String {
        guard count > 1, let last else { return first ?? "" }
        return dropLast().joined(separator: ", ") + " and " + last
    }
}
