/// Recognises what looks like an NHS number, so that none gets into a name, a label or a message.
///
/// An NHS number has ten digits, printed as 999 000 0000 or in one run (NHS Data Dictionary). Its check digit is not
/// tested: a mistyped one is a child's number all the same.
enum PersonalNumber {
    /// Whether the text holds ten or more digits in one run, or exactly ten with spaces, dots, dashes or underscores
    /// between them.
    static func isLikely(in text: String) -> Bool {
        var runCount = 0
        var spacedCount = 0
        for scalar in text.unicodeScalars {
            switch scalar {
            case _ where scalar.properties.numericType == .decimal:
                runCount += 1
                spacedCount += 1
                if runCount >= digitCount { return true }
            case " ", ".", "-", "_":
                runCount = 0
            default:
                if spacedCount == digitCount { return true }
                runCount = 0
                spacedCount = 0
            }
        }
        return spacedCount == digitCount
    }

    private static let digitCount = 10
}
