import Register
import Synchronization
import Webhooks

/// Brings what the journal's queue has for the command desk there. The journal is made first, so the desk is connected
/// after it.
package final class CommandRelay: Sendable {
    /// The desk holds the journal, which holds this: held back, none of the three would ever go, and with each reload a ward
    /// stayed behind.
    private struct Connection {
        weak var desk: CommandDesk?
    }

    private let connection = Mutex(Connection())

    package init() {}

    func connect(_ desk: CommandDesk) { connection.withLock { $0.desk = desk } }

    private var desk: CommandDesk? { connection.withLock { $0.desk } }

    func settle(_ settled: [SettledCommand]) { desk?.settle(settled) }

    func ask(
        _ document: SignedDocument, of endpoint: String, reply: @escaping @Sendable (ControlAnswer) -> Void
    ) {
        desk?.ask(document, of: endpoint, reply: reply)
    }

    func ask(
        _ document: SignedDocument, to question: AcknowledgementQuestion, of endpoint: String,
        reply: @escaping @Sendable (FetchResult) -> Void
    ) {
        desk?.ask(document, to: question, of: endpoint, reply: reply)
    }
}
