/// Whether bytes are UTF-8 as Unicode's table 3-7 has it: no overlong form, no surrogate, nothing past U+10FFFF.
func isUTF8(_ text: Span<UInt8>) -> Bool {
    var index = 0
    while index < text.count {
        // Most of any text is ASCII.
        if let word = ByteWord(text, at: index), word.isASCII {
            index &+= 8
            continue
        }
        let lead = text[index]
        index += 1
        if lead < 0x80 { continue }
        let followerCount: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: followerCount = 1
        case 0xE0: (followerCount, second) = (2, 0xA0...0xBF)
        case 0xED: (followerCount, second) = (2, 0x80...0x9F)
        case 0xE1...0xEF: followerCount = 2
        case 0xF0: (followerCount, second) = (3, 0x90...0xBF)
        case 0xF4: (followerCount, second) = (3, 0x80...0x8F)
        case 0xF1...0xF3: followerCount = 3
        default: return false
        }
        guard index + followerCount <= text.count, second.contains(text[index]) else { return false }
        for offset in 1..<max(followerCount, 1) where text[index + offset] & 0xC0 != 0x80 { return false }
        index += followerCount
    }
    return true
}

/// A name from outside as a message may repeat it: cut, and without anything that moves a cursor or a terminal.
func shownName(_ text: Span<UInt8>) -> String {
    var bytes: [UInt8] = []
    // A character takes at most four bytes, and one more shows that something was cut.
    for index in 0..<min(text.count, (Limits.shownCharacters + 1) * 4) { bytes.append(text[index]) }
    var shown = ""
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
        guard shown.unicodeScalars.count < Limits.shownCharacters else { return shown + "…" }
        let isPlain = scalar.properties.generalCategory.isPrintable
        shown.unicodeScalars.append(isPlain ? scalar : "\u{FFFD}")
    }
    return shown
}

extension Unicode.GeneralCategory {
    fileprivate var isPrintable: Bool {
        switch self {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: false
        default: true
        }
    }
}
