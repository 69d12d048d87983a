/// The separators that MSH-1 and MSH-2 name.
struct HL7Separators: Sendable, Equatable {
    var field: UInt8 = 0x7C
    var component: UInt8 = 0x5E
    var repetition: UInt8 = 0x7E
    /// `nil` when the sender has none.
    var escape: UInt8?

    /// From an MSH segment: `MSH|^~\&|…`; `nil` when they are missing, are letters or digits, or stand twice.
    init?(_ segment: Span<UInt8>) {
        guard segment.count > 5 else { return nil }
        field = segment[3]
        // The fifth is the mark of a cut text, which no value here has.
        var marks = InlineArray<6, UInt8>(repeating: field)
        var count = 1
        var index = 4
        while index < segment.count, segment[index] != field, count < 6 {
            marks[count] = segment[index]
            count += 1
            index += 1
        }
        guard count >= 3, index < segment.count, segment[index] == field else { return nil }
        for place in 0..<count {
            guard Self.isMark(marks[place]) else { return nil }
            for other in 0..<place where marks[other] == marks[place] { return nil }
        }
        component = marks[1]
        repetition = marks[2]
        escape = count > 3 ? marks[3] : nil
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}

/// One segment, its fields cut once. A field that is not there is empty. Its text travels beside it, since a `Span` cannot
/// be stored.
struct HL7Segment {
    /// The fields that are read: OBX-14 is the last of them.
    private static let fieldCount = 15

    let separators: HL7Separators
    /// Where each field begins, and, one behind the last, where the text of the last ends.
    private var starts = InlineArray<16, Int>(repeating: 0)
    private var count = 1

    init(_ text: Span<UInt8>, _ separators: HL7Separators) {
        self.separators = separators
        var index = 0
        while index < text.count {
            if text[index] == separators.field {
                starts[count] = index &+ 1
                if count == Self.fieldCount { return }
                count &+= 1
            }
            index &+= 1
        }
        // As if a separator stood behind the text.
        starts[count] = text.count &+ 1
    }

    /// Fields are numbered as the standard does: the segment's name is 0. For MSH the separator itself is field 1.
    func field(_ number: Int, _ text: Span<UInt8>) -> Range<Int> {
        number < count ? starts[number]..<(starts[number + 1] - 1) : text.count..<text.count
    }

    /// Components are numbered from 1.
    func component(_ number: Int, of field: Range<Int>, _ text: Span<UInt8>) -> Range<Int> {
        part(number - 1, field, text, separators.component)
    }

    private func part(_ number: Int, _ range: Range<Int>, _ text: Span<UInt8>, _ separator: UInt8) -> Range<Int> {
        var left = number
        var start = range.lowerBound
        var index = start
        while index < range.upperBound {
            if text[index] == separator {
                if left == 0 { return start..<index }
                left -= 1
                start = index + 1
            }
            index += 1
        }
        return left == 0 ? start..<range.upperBound : range.upperBound..<range.upperBound
    }

    /// Whether any repetition of a field is one of `words`.
    func repeats(_ field: Range<Int>, _ text: Span<UInt8>, oneOf words: NameTable) -> Bool {
        var number = 0
        var seen = field.lowerBound
        repeat {
            let one = part(number, field, text, separators.repetition)
            if index(of: component(1, of: one, text), text, in: words) != nil { return true }
            number += 1
            seen = one.upperBound
        } while seen < field.upperBound
        return false
    }

    /// Whether a field says nothing: it is blank, or longer than anything that is read here.
    func isEmpty(_ field: Range<Int>, _ text: Span<UInt8>) -> Bool {
        !(1...Limits.unescapedBytes).contains(HeaderText.trimmed(text, field).count)
    }

    /// The place in `words` of a field or component, blanks around it taken off and its escapes resolved. What is longer
    /// than `Limits.unescapedBytes` is no code and no unit, and is found nowhere.
    func index(of range: Range<Int>, _ text: Span<UInt8>, in words: NameTable) -> Int? {
        let trimmed = HeaderText.trimmed(text, range)
        guard trimmed.count <= Limits.unescapedBytes else { return nil }
        guard let escape = separators.escape, trimmed.contains(where: { text[$0] == escape }) else {
            return words.index(of: text.extracting(trimmed))
        }
        var value = UnescapedText()
        var index = trimmed.lowerBound
        while index < trimmed.upperBound {
            if text[index] == escape, let next = unescape(text, index, trimmed.upperBound, into: &value) {
                index = next
            } else {
                // An escape is never shorter than what it stands for, so there is room.
                _ = value.append(text[index])
                index += 1
            }
        }
        return words.index(of: value)
    }

    /// `\F\ \S\ \R\ \E\ \T\` are the separators themselves, `\Xhh…\` bytes. Anything else stands as it is written; then
    /// `nil`, else where the escape ends.
    private func unescape(
        _ text: Span<UInt8>, _ start: Int, _ limit: Int, into value: inout UnescapedText
    ) -> Int? {
        var end = start + 1
        while end < limit, text[end] != separators.escape { end += 1 }
        guard end < limit, end > start + 1 else { return nil }
        let letter = text[start + 1]
        guard end == start + 2 else {
            let digits = start + 2..<end
            guard letter == 0x58, digits.count % 2 == 0, digits.allSatisfy({ Self.digit(text[$0]) != nil }) else {
                return nil
            }
            for place in stride(from: digits.lowerBound, to: digits.upperBound, by: 2) {
                guard let high = Self.digit(text[place]), let low = Self.digit(text[place + 1]) else { return nil }
                _ = value.append(high << 4 | low)
            }
            return end + 1
        }
        switch letter {
        case 0x46: _ = value.append(separators.field)
        case 0x53: _ = value.append(separators.component)
        case 0x52: _ = value.append(separators.repetition)
        case 0x45: _ = value.append(text[start])
        case 0x54: _ = value.append(0x26)
        default: return nil
        }
        return end + 1
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
