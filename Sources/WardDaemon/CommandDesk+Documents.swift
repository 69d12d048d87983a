import Journal
import Register
import Webhooks

extension CommandDesk {
    /// Takes a signed document from any thread: verified here, each id once.
    ///
    /// - Parameter name: the endpoint whose answer it is; `nil` for a file, which any endpoint may have signed.
    nonisolated func ask(
        _ document: SignedDocument, of name: String?, reply: @escaping @Sendable (ControlAnswer) -> Void
    ) {
        executor.queue.async { @Sendable in self.assumeIsolated { $0.take(document, of: name, reply: reply) } }
    }

    /// Takes the answer to a question for acknowledgements from any thread: verified here, each of its entries once.
    nonisolated func ask(
        _ document: SignedDocument, to question: AcknowledgementQuestion, of name: String,
        reply: @escaping @Sendable (FetchResult) -> Void
    ) {
        executor.queue.async { @Sendable in
            self.assumeIsolated { reply($0.take(document, to: question, of: name)) }
        }
    }

    private func take(
        _ document: SignedDocument, of name: String?, reply: @escaping @Sendable (ControlAnswer) -> Void
    ) {
        do throws(SignedDocumentRefusal) {
            let (sender, line) = try verified(document, of: name)
            take(
                line, in: DocumentReference(endpoint: sender, id: document.id),
                from: name == nil ? .signedFile(endpoint: sender) : .answer(endpoint: sender), reply: reply)
        } catch {
            reply(ControlAnswer(isDone: false, message: "Nothing was done: \(error)."))
        }
    }

    private func take(
        _ document: SignedDocument, to question: AcknowledgementQuestion, of name: String
    ) -> FetchResult {
        let answer: AcknowledgementAnswer
        do {
            answer = try AcknowledgementAnswer(payload: try verified(document, of: name).line, to: question)
        } catch {
            return .refused("\(error)")
        }
        var cursor: String?
        for entry in answer.entries {
            let reference = DocumentReference(endpoint: name, id: entry.id)
            let isSettled = take(entry.payload, in: reference, from: .answer(endpoint: name)) { [log] in
                log.answered(name, $0)
            }
            guard isSettled else { return .stuck(after: cursor) }
            cursor = entry.cursor
        }
        return .taken(upTo: cursor)
    }

    /// Who signed it, and what stands in it.
    private func verified(
        _ document: SignedDocument, of name: String?
    ) throws(SignedDocumentRefusal) -> (sender: String, line: String) {
        // The true time, also where the ward's runs faster: it is the sender's clock that is compared.
        let now = clock.timeOfDay()
        var refusal = SignedDocumentRefusal.signatureRefused
        for sender in endpoints where name == nil || name == sender.name {
            do throws(SignedDocumentRefusal) {
                let keys = sender.receiverKeys
                return (sender.name, try document.verify(secrets: sender.secrets, publicKeys: keys, now: now))
            } catch {
                refusal = error
            }
        }
        throw refusal
    }

    /// `false` where the disk did not take it, so that the same may come again.
    @discardableResult
    private func take(
        _ line: String, in document: DocumentReference, from source: CommandRequest.Source,
        reply: @escaping @Sendable (ControlAnswer) -> Void
    ) -> Bool {
        do throws(JournalError) {
            if !signedIDs.contains(document) {
                let isOnRecord = journal.onQueue { $0.isTaken(document) }
                if try isOnRecord.get() { signedIDs.insert(document) }
            }
            guard !signedIDs.contains(document) else {
                reply(ControlAnswer(isDone: true, message: "The same document was taken before."))
                return true
            }
        } catch {
            log.journalFailed(error)
            reply(ControlAnswer(isDone: false, message: "Nothing was done: it cannot be looked up. Send it again."))
            return false
        }
        if case .answer(let endpoint) = source, let report = ReceiverReport(line: line) {
            // Nobody waits for a word about it, and the log need not tell it every minute. To say it twice does no harm.
            signedIDs.insert(document)
            journal.executor.queue.async { @Sendable [journal] in
                journal.assumeIsolated { $0.take(report, of: endpoint) }
            }
            return true
        }
        let isSettled = take(CommandRequest(line: line, source: source, document: document, reply: reply))
        if isSettled { signedIDs.insert(document) }
        return isSettled
    }
}

/// What became of the answer to a question for acknowledgements.
enum FetchResult: Sendable, Equatable {
    /// All of it is on record, or was refused for good; the last entry's cursor, `nil` where it held nothing.
    case taken(upTo: String?)
    /// The disk did not take what follows this.
    case stuck(after: String?)
    /// It is not the receiver's answer to this question, and changes nothing.
    case refused(String)
}
