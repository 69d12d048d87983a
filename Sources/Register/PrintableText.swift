/// Text from people that is safe on a line, on a terminal and in a message.
enum PrintableText {
    /// Why a text may not stand, as the rest of a sentence; `nil` when it may.
    static func problem(with text: String, _ limit: Int) -> String? {
        let scalars = text.unicodeScalars
        if scalars.allSatisfy(\.properties.isWhitespace) { return "is empty" }
        if scalars.count > limit { return "is longer than \(limit) characters" }
        return scalars.allSatisfy(isPrintable) ? nil : "holds a control character or a line end"
    }

    /// The text with every control character a space, and no longer than the limit: for words that must get through
    /// whatever they look like. A text that was cut ends in an ellipsis.
    static func cleaned(_ text: String, _ limit: Int) -> String {
        var kept = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            guard kept.count < limit else {
                kept.removeLast()
                kept.append("…")
                break
            }
            kept.append(isPrintable(scalar) ? scalar : " ")
        }
        return String(kept)
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        // Format characters turn the direction of text around and join what should stand apart.
        case .control, .format, .surrogate, .privateUse, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
