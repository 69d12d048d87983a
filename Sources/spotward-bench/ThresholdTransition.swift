import Alarms
import Glibc
import Vitals

/// One line of task T's answer.
struct ThresholdTransition: BitwiseCopyable {
    /// In the order of their names, as the answer is sorted.
    enum Channel: UInt8, BitwiseCopyable {
        case gap, heartRate, spO2

        var name: StaticString {
            switch self {
            case .gap: "GAP"
            case .heartRate: "HR"
            case .spO2: "SPO2"
            }
        }
    }

    let at: MonotonicInstant
    let child: Int
    let channel: Channel
    let change: DwellTrack.Change
    let points: UInt8

    init(at: MonotonicInstant, child: Int, _ channel: Channel, _ change: DwellTrack.Change, points: UInt8) {
        self.at = at
        self.child = child
        self.channel = channel
        self.change = change
        self.points = points
    }

    /// The lines, sorted by time, child's name, channel and action.
    static func text(_ transitions: [ThresholdTransition], children: [Workload.Child]) -> [UInt8] {
        let names = children.map { Array($0.id.utf8) }
        var ranks = [Int](repeating: 0, count: names.count)
        let byName = names.indices.sorted { names[$0].lexicographicallyPrecedes(names[$1]) }
        for (rank, child) in byName.enumerated() { ranks[child] = rank }
        func key(_ one: ThresholdTransition) -> (Int64, Int, UInt8, Int) {
            (one.at.microseconds, ranks[one.child], one.channel.rawValue, one.change == .cleared ? 0 : 1)
        }
        var text: [UInt8] = []
        for one in transitions.sorted(by: { key($0) < key($1) }) {
            text += String(one.at.microseconds / 1000).utf8
            text.append(0x2C)
            text += names[one.child]
            text.append(0x2C)
            one.channel.name.withUTF8Buffer { text.append(contentsOf: $0) }
            text += (one.change == .raised ? ",RAISE," : ",CLEAR,").utf8
            text += String(one.points).utf8
            text.append(0x0A)
        }
        return text
    }
}
