import Glibc

/// How text for people is painted: colour on a terminal, none anywhere else.
struct TextStyle {
    var isColoured = false

    static let plain = TextStyle()

    /// Of standard output; https://no-color.org is heeded.
    static var terminal: TextStyle {
        TextStyle(isColoured: isatty(STDOUT_FILENO) == 1 && Environment.value("NO_COLOR") == nil)
    }

    enum Paint: String {
        case bold = "1"
        case red = "1;31"
        case yellow = "33"
        case dim = "2"
    }

    func paint(_ text: String, _ paint: Paint?) -> String {
        guard isColoured, let paint, !text.isEmpty else { return text }
        return "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m"
    }
}

/// A small table as text: columns as wide as their widest cell, two spaces between.
struct TextTable {
    private let headings: [String]
    private var rows: [(cells: [String], paint: TextStyle.Paint?)] = []
    private let indent: String

    init(_ headings: [String], indent: Int = 0) {
        self.headings = headings
        self.indent = String(repeating: " ", count: indent)
    }

    mutating func append(_ cells: [String], _ paint: TextStyle.Paint? = nil) { rows.append((cells, paint)) }

    var isEmpty: Bool { rows.isEmpty }

    func lines(_ style: TextStyle) -> [String] {
        var widths = headings.map(\.count)
        for row in rows {
            for (index, cell) in row.cells.enumerated() where index < widths.count {
                widths[index] = max(widths[index], cell.count)
            }
        }
        func line(_ cells: [String], _ paint: TextStyle.Paint?) -> String {
            var line = ""
            for (cell, width) in zip(cells, widths) {
                line += cell + String(repeating: " ", count: max(0, width - cell.count) + 2)
            }
            while line.last == " " { line.removeLast() }
            return indent + style.paint(line, paint)
        }
        return [line(headings, .bold)] + rows.map { line($0.cells, $0.paint) }
    }
}

extension String {
    /// Text of people and devices, safe on a terminal: what is no printable character becomes `?`.
    var printable: String {
        String(unicodeScalars.map { $0.properties.isPrintable ? Character($0) : "?" })
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isPrintable: Bool {
        switch generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}
