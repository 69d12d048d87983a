import Vitals

/// The receipt that lies beside each file the intake is done with.
enum Receipt {
    /// What is put after a file's name.
    static let ending = ".receipt.json"
    /// Where a receipt is written before it gets its name; hidden, so that it is never taken for one.
    static let unfinished = EntryName(".receipt.part")

    /// The receipt of a file refused before it was read.
    ///
    /// ```json
    /// {"file":"night.csv","outcome":"refused","reason":"empty","explanation":"…","at":"2026-03-01T21:04:05.000Z"}
    /// ```
    static func refusal(_ refusal: DropRefusal, file: String, at now: WallInstant) -> [UInt8] {
        // None of these texts can hold a character that JSON escapes: the name is sanitised and the rest is ours.
        let text = """
            {"file":"\(file)","outcome":"refused","reason":"\(refusal.name)",\
            "explanation":"\(refusal.explanation)","at":"\(now)"}

            """
        return Array(text.utf8)
    }
}
