import Alarms
import Register
import Vitals

/// What the register has the evaluator do at a start: the standing settings, given again. Numbered from 1, on record and in
/// the recording like any command, so that a replay begins as the run did.
struct StartCommands: Sendable {
    let entries: [(number: CommandNumber, accepted: AcceptedCommand)]

    init(_ start: WardStart) {
        entries = start.commands.enumerated().map { (CommandNumber(UInt32($0 + 1)), $1) }
    }

    var nextNumber: UInt32 { UInt32(entries.count + 1) }

    /// As they are recorded.
    var lines: [String] {
        entries.map { RecordedCommand($0.number, $0.accepted.command, isStart: true).line }
    }

    /// As the evaluator gets them.
    func inputs(at start: Tick) -> [Input] {
        entries.flatMap { entry in entry.accepted.deeds.map { .command(Command(entry.number, $0), at: start) } }
    }
}
