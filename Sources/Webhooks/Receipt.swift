import FoundationEssentials

/// What a receiver calls a message it has: `{"receipt":"…"}` in its answer, beside whatever else stands there.
enum Receipt {
    /// The name, if the answer is an object of JSON that gives one of printable ASCII.
    static func identifier(in answer: [UInt8]) -> String? {
        guard answer.count <= Limits.signedDocumentByteCount,
            let fields = try? JSONDecoder().decode(Fields.self, from: Data(answer)), let receipt = fields.receipt,
            (1...Limits.receiptByteCount).contains(receipt.utf8.count),
            receipt.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else { return nil }
        return receipt
    }

    private struct Fields: Decodable { var receipt: String? }
}
