import Recordings
import Vitals

// What rows are made of, appended to bytes that are reused from row to row: no text is made in between.

extension [UInt8] {
    mutating func append(_ text: StaticString) { text.withUTF8Buffer { append(contentsOf: $0) } }

    /// The shortest text that reads back as `value`, without a trailing `.0`.
    mutating func append(shortest value: Double) {
        // Vital signs have a decimal at most. What is tenths has no shorter text than its tenths.
        if value >= 0, value < 1e9, value.sign == .plus {
            let tenths = (value * 10).rounded()
            if tenths / 10 == value {
                let whole = UInt64(tenths)
                append(decimal: whole / 10)
                if whole % 10 != 0 {
                    append(0x2E)
                    append(decimal: whole % 10)
                }
                return
            }
        }
        let text = "\(value)"
        append(contentsOf: (text.hasSuffix(".0") ? text.dropLast(2) : text[...]).utf8)
    }

    /// As its description is: UTC, with milliseconds.
    mutating func append(_ instant: WallInstant) {
        let civil = instant.civil()
        guard civil.date.year >= 0 else { return append(contentsOf: instant.description.utf8) }
        append(decimal: UInt64(civil.date.year), width: 4)
        append(0x2D)
        append(decimal: UInt64(civil.date.month), width: 2)
        append(0x2D)
        append(decimal: UInt64(civil.date.day), width: 2)
        append(0x54)
        append(decimal: UInt64(civil.hour), width: 2)
        append(0x3A)
        append(decimal: UInt64(civil.minute), width: 2)
        append(0x3A)
        append(decimal: UInt64(civil.second), width: 2)
        append(0x2E)
        append(decimal: UInt64(civil.microsecond / 1000), width: 3)
        append(0x5A)
    }
}
