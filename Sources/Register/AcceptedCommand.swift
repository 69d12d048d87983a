import Alarms
import Vitals

/// A command that was taken: what the journal, the recording, the register's file and the evaluator get of it.
public struct AcceptedCommand: Sendable {
    /// As it is kept: with the id, the cadence and the authors filled in, with the time, without an NHS number.
    public let command: WardCommand
    /// What the evaluator is to do, in order, all of it at one tick. Empty where it has no part (`muteSound`).
    public var deeds: [Command.Deed] = []
    /// The child it is about; for an admission the one that was admitted.
    public var child: ChildIndex?
    /// The child's stay after the command, for the composer of messages.
    public var admission: Admission?
    /// What happened, for the person who asked.
    public var sentence = ""
    /// What that person should think of, each a sentence.
    public var warnings: [String] = []

    public var admissionID: String? { admission?.id }
    /// Whether the register's file has to be written before the command counts.
    public var changesSettings: Bool { command.deed.kind.changesSettings }
    /// The sentence and the warnings.
    public var message: String { ([sentence] + warnings).joined(separator: " ") }

    init(_ command: WardCommand) { self.command = command }
}
