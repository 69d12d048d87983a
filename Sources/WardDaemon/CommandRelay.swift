import Register
import Synchronization
import Webhooks

/// Brings what the journal's queue has for the command desk there. The journal is made first, so the desk is connected
/// after it.
package final class CommandRelay: Sendable {
    private let desk = Mutex<CommandDesk?>(nil)

    package init() {}

    func connect(_ desk: CommandDesk) { self.desk.withLock { $0 = desk } }

    func settle(_ settled: [SettledCommand]) { desk.withLock { $0 }?.settle(settled) }

    func ask(
        _ document: SignedDocument, of endpoint: String, reply: @escaping @Sendable (ControlAnswer) -> Void
    ) {
        desk.withLock { $0 }?.ask(document, of: endpoint, reply: reply)
    }

    func ask(
        _ document: SignedDocument, to question: AcknowledgementQuestion, of endpoint: String,
        reply: @escaping @Sendable (FetchResult) -> Void
    ) {
        desk.withLock { $0 }?.ask(document, to: question, of: endpoint, reply: reply)
    }
}
