import Testing

@testable import Webhooks

/// A receiver's own name for a message.
@Suite struct ReceiptTests {
    private func identifier(_ text: String) -> String? { Receipt.identifier(in: Array(text.utf8)) }

    @Test func itIsTheMemberReceiptBesideWhateverElseStandsThere() {
        #expect(identifier(#"{"receipt":"r-17"}"#) == "r-17")
        #expect(identifier(#"{"ok":true,"receipt":"r-17","more":[1,2]}"#) == "r-17")
    }

    @Test(arguments: [
        "", "{}", "[]", #"{"receipt":17}"#, #"{"receipt":""}"#, #"{"receipt":"two words"}"#, #"{"receipt":"r\n"}"#,
        #"{"receipt":"é"}"#, #""r-17""#,
    ]) func anythingElseIsNone(text: String) { #expect(identifier(text) == nil) }

    @Test func itIsNoLongerThanTheLimit() {
        let longest = String(repeating: "r", count: Limits.receiptByteCount)
        #expect(identifier(#"{"receipt":"\#(longest)"}"#) == longest)
        #expect(identifier(#"{"receipt":"\#(longest)r"}"#) == nil)
    }

    @Test func anAnswerLongerThanADocumentIsNotRead() {
        let rest = #"","receipt":"r-17"}"#
        let room = Limits.signedDocumentByteCount - rest.utf8.count - #"{"pad":""#.utf8.count
        func answer(_ count: Int) -> String { #"{"pad":""# + String(repeating: "x", count: count) + rest }
        #expect(identifier(answer(room)) == "r-17" && identifier(answer(room + 1)) == nil)
    }
}
