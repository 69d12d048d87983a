/// A start tag of XML. Its text, from `<` on, travels beside it, since a `Span` cannot be stored.
///
///     <Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="72"/>
///      ^1     ^nameEnd                                                            ^end
struct XMLTag: Sendable {
    let nameEnd: Int
    /// Where the attributes end.
    let end: Int
    /// Closed by itself.
    let isEmpty: Bool
    /// Longer than `Limits.tagBytes`: only the attributes that end before are given.
    let isCut: Bool

    var name: Range<Int> { 1..<nameEnd }

    var attributes: XMLAttributes { XMLAttributes(index: nameEnd, end: end, isCut: isCut) }
}

/// Walks over the attributes of a tag.
struct XMLAttributes: Sendable {
    fileprivate var index: Int
    let end: Int
    let isCut: Bool

    struct Attribute: Sendable {
        let name: Range<Int>
        /// Between the quotation marks, with references as they are written.
        let value: Range<Int>
    }

    /// The next attribute, `nil` after the last one. Whether a name stands twice is for the caller to see.
    ///
    /// - Parameter offset: where the tag begins, for the defect.
    mutating func next(_ text: Span<UInt8>, at offset: UInt64) throws(DocumentDefect) -> Attribute? {
        let gap = index
        skipBlanks(text)
        guard index < end else { return nil }
        let nameStart = index
        while index < end, isXMLNameByte(text[index]) { index += 1 }
        let name = nameStart..<index
        skipBlanks(text)
        let hasEqualSign = take(0x3D, text)
        skipBlanks(text)
        let mark: UInt8? = take(0x22, text) ? 0x22 : take(0x27, text) ? 0x27 : nil
        let valueStart = index
        while index < end, text[index] != mark { index &+= 1 }
        if index == end, isCut { return nil }
        guard gap < nameStart, !name.isEmpty, hasEqualSign, mark != nil, index < end else {
            throw .tree(.malformedXML(offset: offset))
        }
        defer { index += 1 }
        return Attribute(name: name, value: valueStart..<index)
    }

    private mutating func skipBlanks(_ text: Span<UInt8>) {
        while index < end, isXMLBlank(text[index]) { index += 1 }
    }

    private mutating func take(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard index < end, text[index] == byte else { return false }
        index += 1
        return true
    }
}

func isXMLBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D }

/// A byte that may stand in a name. Of what is beyond ASCII all is let through: no name that is read here has any.
func isXMLNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x61...0x7A, 0x41...0x5A, 0x30...0x39, 0x5F, 0x3A, 0x2D, 0x2E, 0x80...0xFF: true
    default: false
    }
}

extension UnescapedText {
    /// An attribute's value with its references resolved; `nil` when that is longer than `Limits.unescapedBytes`.
    ///
    /// The five predefined entities and characters by number are known. Any other name would have to be looked up in the
    /// document's own declarations, which are never read: it refuses the document.
    init?(attribute raw: Span<UInt8>, at offset: UInt64) throws(DocumentDefect) {
        self.init()
        var index = 0
        while index < raw.count {
            guard raw[index] == 0x26 else {
                guard append(raw[index]) else { return nil }
                index += 1
                continue
            }
            var end = index + 1
            while end < raw.count, end - index <= Self.referenceBytes, raw[end] != 0x3B { end += 1 }
            guard end < raw.count, raw[end] == 0x3B,
                let scalar = Self.scalar(reference: raw.extracting((index + 1)..<end))
            else { throw .tree(.foreignEntity(offset: offset)) }
            for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
                guard append(byte) else { return nil }
            }
            index = end + 1
        }
    }

    /// `#1114111` and `#x10FFFF` are the longest references that mean something, but for zeros in front.
    private static let referenceBytes = 12

    private static func scalar(reference: Span<UInt8>) -> Unicode.Scalar? {
        if let place = predefined.index(of: reference) {
            return ["<", ">", "&", "'", "\""][place]
        }
        guard reference.count > 1, reference[0] == 0x23 else { return nil }
        let isHexadecimal = reference[1] == 0x78
        let digits = reference.extracting((isHexadecimal ? 2 : 1)..<reference.count)
        guard !digits.isEmpty else { return nil }
        var number: UInt32 = 0
        for index in digits.indices {
            let digit: UInt32
            switch digits[index] {
            case 0x30...0x39: digit = UInt32(digits[index] - 0x30)
            case 0x41...0x46 where isHexadecimal: digit = UInt32(digits[index] - 0x41 + 10)
            case 0x61...0x66 where isHexadecimal: digit = UInt32(digits[index] - 0x61 + 10)
            default: return nil
            }
            // At most ten digits of sixteen: held at what no character has.
            number = min(number * (isHexadecimal ? 16 : 10) + digit, 0x11_0000)
        }
        return number == 0 ? nil : Unicode.Scalar(number)
    }

    private static let predefined = NameTable(["lt", "gt", "amp", "apos", "quot"])
}
