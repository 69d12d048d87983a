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
        var marks: [UInt8] = []
        var index = 4
        while index < segment.count, segment[index] != field, marks.count < 5 {
            marks.append(segment[index])
            index += 1
        }
        // The fifth is the mark of a cut text, which no value here has.
        guard marks.count >= 2, index < segment.count, segment[index] == field else { return nil }
        let all = [field] + marks
        guard Set(all).count == all.count, all.allSatisfy({ Self.isMark($0) }) else { return nil }
        component = marks[0]
        repetition = marks[1]
        escape = marks.count > 2 ? marks[2] : nil
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
        default: false
        }
    }
}

/// One segment, cut where it is asked. A field that is not there is empty.
struct HL7Segment {
    let separators: HL7Separators

    /// Fields are numbered as the standard does: the segment's name is 0. For MSH the separator itself is field 1.
    func field(_ number: Int, _ text: Span<UInt8>) -> Range<Int> {
        part(number, 0..<text.count, text, separators.field)
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
    func repeats(_ field: Range<Int>, _ text: Span<UInt8>, oneOf words: [String]) -> Bool {
        var number = 0
        var seen = field.lowerBound
        repeat {
            let one = part(number, field, text, separators.repetition)
            if words.contains(value(component(1, of: one, text), text)) { return true }
            number += 1
            seen = one.upperBound
        } while seen < field.upperBound
        return false
    }

    /// The text of a field or component, blanks around it taken off and its escapes resolved. What is longer than
    /// `Limits.unescapedBytes` is no code and no unit, and is empty.
    func value(_ range: Range<Int>, _ text: Span<UInt8>) -> String {
        let trimmed = HeaderText.trimmed(text, range)
        guard trimmed.count <= Limits.unescapedBytes else { return "" }
        var bytes: [UInt8] = []
        var index = trimmed.lowerBound
        while index < trimmed.upperBound {
            if text[index] == separators.escape, let (resolved, next) = unescaped(text, index, trimmed.upperBound) {
                bytes.append(contentsOf: resolved)
                index = next
            } else {
                bytes.append(text[index])
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `\F\ \S\ \R\ \E\ \T\` are the separators themselves, `\Xhh…\` bytes. Anything else stands as it is written.
    private func unescaped(_ text: Span<UInt8>, _ start: Int, _ limit: Int) -> (bytes: [UInt8], next: Int)? {
        var end = start + 1
        while end < limit, text[end] != separators.escape { end += 1 }
        guard end < limit, end > start + 1 else { return nil }
        let letter = text[start + 1]
        guard end == start + 2 else {
            guard letter == 0x58 else { return nil }
            let digits = String(decoding: (start + 2..<end).map { text[$0] }, as: UTF8.self)
            guard digits.utf8.count % 2 == 0 else { return nil }
            var bytes: [UInt8] = []
            var pair = digits.startIndex
            while pair < digits.endIndex {
                let next = digits.index(pair, offsetBy: 2)
                guard let byte = UInt8(digits[pair..<next], radix: 16) else { return nil }
                bytes.append(byte)
                pair = next
            }
            return (bytes, end + 1)
        }
        switch letter {
        case 0x46: return ([separators.field], end + 1)
        case 0x53: return ([separators.component], end + 1)
        case 0x52: return ([separators.repetition], end + 1)
        case 0x45: return ([text[start]], end + 1)
        case 0x54: return ([0x26], end + 1)
        default: return nil
        }
    }
}
