import Alarms
import Charts
import Vitals

/// What a message may say of the command behind a transition: who, as what, when, and their own words.
///
/// The evaluator knows a command by its number alone; whoever gave the number hands the text over. The name goes out only
/// where a message says who has an alarm or who ended it. Of a family it never does: a parent's name is half of a child's.
public struct CommandText: Sendable, Hashable {
    /// The name or staff number the team knows the person by.
    public var by: String
    /// The word for what the person is: `nurse`, `doctor`, …
    public var role: String
    public var at: WallInstant
    /// The note or the reason that was given.
    public var note: String?
    /// Who is worried, where the command says so.
    public var concern: ConcernSource?
    /// The answer to the daily question, where the command is one.
    public var answer: CarerAnswer?

    public init(
        by: String, role: String, at: WallInstant, note: String? = nil, concern: ConcernSource? = nil,
        answer: CarerAnswer? = nil
    ) {
        self.by = by
        self.role = role
        self.at = at
        self.note = note
        self.concern = concern
        self.answer = answer
    }
}
