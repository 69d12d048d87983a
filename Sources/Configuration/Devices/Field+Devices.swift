/// Values that only profiles of devices have.
extension Field {
    /// The name of a profile, a protocol or a recording: `a–z 0–9 -`, beginning and ending with a letter or digit. It
    /// becomes part of a path and of a udev rule, so nothing else is let in.
    func plainName() -> String? {
        guard let text = text(Limits.profileNameCount) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): true
            default: false
            }
        }
        guard isPlain, text.first != "-", text.last != "-" else {
            refuse(
                "holds a character such a name may not have", "Use a–z 0–9 - and begin and end with a letter or digit")
            return nil
        }
        return text
    }

    /// `true` or `false`.
    func truth() -> Bool? {
        guard let word = bareWord(expected: "true or false") else { return nil }
        guard word == "true" || word == "false" else {
            refuse("'\(word.readable)' is neither true nor false", "Write true or false")
            return nil
        }
        return word == "true"
    }

    /// Bytes as pairs of hexadecimal digits with blanks between: `"9b 00 1b"`.
    func hexBytes(_ count: ClosedRange<Int>) -> [UInt8]? {
        guard let text = text() else { return nil }
        let pairs = text.split(separator: " ", omittingEmptySubsequences: false)
        let bytes = pairs.compactMap { pair in
            pair.utf8.count == 2 && pair.allSatisfy(\.isHexDigit) ? UInt8(pair, radix: 16) : nil
        }
        guard bytes.count == pairs.count else {
            refuse("'\(text.readable)' is not bytes", "Write pairs of 0–9 a–f with one blank between, as \"9b 00 1b\"")
            return nil
        }
        guard count.contains(bytes.count) else {
            refuse("is \(bytes.count) bytes long", "Write \(count.lowerBound) to \(count.upperBound) bytes")
            return nil
        }
        return bytes
    }

    /// Vendor and product as `lsusb` prints them: `"28e9:028a"`.
    func usbID() -> (vendor: UInt16, product: UInt16)? {
        guard let text = text() else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            part.utf8.count == 4 && part.allSatisfy(\.isHexDigit) ? UInt16(part, radix: 16) : nil
        }
        guard parts.count == 2, numbers.count == 2 else {
            refuse("'\(text.readable)' is not a USB id", "Write vendor and product as lsusb prints them: \"28e9:028a\"")
            return nil
        }
        return (numbers[0], numbers[1])
    }

    /// One of the line speeds the kernel has a name for.
    func lineSpeed() -> Int? {
        guard let baud = integer(in: 1...Int(Int32.max)) else { return nil }
        guard Limits.bauds.contains(baud) else {
            refuse(
                "\(baud) is not a line speed", "Use one of \(Limits.bauds.map(String.init).joined(separator: ", "))")
            return nil
        }
        return baud
    }
}
