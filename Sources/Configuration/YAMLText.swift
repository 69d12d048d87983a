/// The text of a YAML file as lines of Unicode scalars, checked before a parser sees it.
///
/// Only `\n` and `\r\n` end a line. YAML 1.1 knows three more line ends (U+0085, U+2028, U+2029) that editors do not
/// count; they are refused, so that the line in a message is the line a person sees.
struct YAMLText {
    var lines: [[Unicode.Scalar]]

    /// `nil`, with the defects reported, when the bytes are not text a parser may be given.
    init?(_ bytes: [UInt8], byteLimit: Int, _ defects: DefectList) {
        guard bytes.count <= byteLimit else {
            defects.add(
                line: 0, key: "", "is larger than \(byteLimit) bytes", "Check that this is the file you mean")
            return nil
        }
        let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let body = bytes.starts(with: byteOrderMark) ? bytes.dropFirst(3) : bytes[...]
        var lines: [[Unicode.Scalar]] = []
        for (index, slice) in body.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
            let line = slice.last == 0x0D ? slice.dropLast() : slice
            guard let text = String(validating: line, as: UTF8.self) else {
                defects.add(line: index + 1, key: "", "is not UTF-8 text", "Save the file as UTF-8")
                return nil
            }
            let scalars = Array(text.unicodeScalars)
            if let column = scalars.firstIndex(where: Self.isRefused) {
                let digits = String(scalars[column].value, radix: 16, uppercase: true)
                let name = "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
                defects.add(
                    line: index + 1, column: column + 1, key: "", "holds the control character \(name)", "Delete it")
                return nil
            }
            lines.append(scalars)
        }
        self.lines = lines
        guard lines.contains(where: { !Self.isBlank($0) }) else {
            defects.add(line: 0, key: "", "is empty", "See \(defects.manual)")
            return nil
        }
        if let line = lineOfTooManyAliases {
            defects.add(
                line: line, key: "", "has more than \(Limits.aliasLikeWordCount) words that begin with *",
                "Aliases are not read: write each value out, and quote a text that begins with *")
            return nil
        }
    }

    /// By bytes: a view of scalars that grows one by one took a tenth of a start.
    var string: String {
        var bytes: [UInt8] = []
        for (index, line) in lines.enumerated() {
            if index > 0 { bytes.append(0x0A) }
            for scalar in line {
                if scalar.isASCII {
                    bytes.append(UInt8(scalar.value))
                } else {
                    bytes.append(contentsOf: String(scalar).utf8)
                }
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The scalar at a place counted from 1.
    func scalar(line: Int, column: Int) -> Unicode.Scalar? {
        guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { return nil }
        return lines[line - 1][column - 1]
    }

    func hasTab(inIndentOf line: Int) -> Bool {
        guard lines.indices.contains(line - 1) else { return false }
        return lines[line - 1].prefix { $0 == " " || $0 == "\t" }.contains("\t")
    }

    /// An alias is `*` with a name behind it where a value may begin. Counted too often rather than too seldom: quotes
    /// are not looked at, only comment lines are left out.
    private var lineOfTooManyAliases: Int? {
        var count = 0
        for (index, line) in lines.enumerated() where !Self.isBlank(line) {
            for column in line.indices where line[column] == "*" {
                let before = column == 0 ? " " : line[column - 1]
                let after = column + 1 < line.count ? line[column + 1] : " "
                guard after != " ", " \t[]{},:-?\"'".unicodeScalars.contains(before) else { continue }
                count += 1
                if count > Limits.aliasLikeWordCount { return index + 1 }
            }
        }
        return nil
    }

    private static func isBlank(_ line: [Unicode.Scalar]) -> Bool {
        let first = line.first { $0 != " " && $0 != "\t" }
        return first == nil || first == "#"
    }

    private static func isRefused(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09: false
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }
}
