/// Where one cell of a CSV row stands.
///
///     measured_at , "97" , …
///     ^start     ^end ^delimiter
///
/// The comma is a semicolon or a tab in some makers' exports. Spaces and tabs around a cell do not count, as some programs write one after each comma. Inside quotation marks they do.
struct CSVCell {
    /// The first byte of the content, and the one after its last: quotation marks are outside.
    let start: Int
    let end: Int
    /// The comma after the cell, or the end of the row.
    let delimiter: Int

    /// The cell that begins at `first`; `nil` when its quotation marks are out of place. A doubled mark inside a quoted cell
    /// is well formed and stays doubled: no field of the schema can hold one.
    init?(_ row: Span<UInt8>, from first: Int, separator: UInt8 = 0x2C) {
        var index = first
        while index < row.count, Self.isBlank(row[index], separator) { index &+= 1 }
        guard index < row.count, row[index] == 0x22 else {
            start = index
            while index < row.count {
                let byte = row[index]
                if byte == separator { break }
                guard byte != 0x22 else { return nil }
                index &+= 1
            }
            delimiter = index
            while index > start, Self.isBlank(row[index &- 1], separator) { index &-= 1 }
            end = index
            return
        }
        index += 1
        start = index
        while true {
            guard index < row.count else { return nil }
            if row[index] != 0x22 {
                index += 1
            } else if index + 1 < row.count, row[index + 1] == 0x22 {
                index += 2
            } else {
                break
            }
        }
        end = index
        index += 1
        while index < row.count, Self.isBlank(row[index], separator) { index += 1 }
        guard index == row.count || row[index] == separator else { return nil }
        delimiter = index
    }

    private static func isBlank(_ byte: UInt8, _ separator: UInt8) -> Bool {
        byte == 0x20 || (byte == 0x09 && separator != 0x09)
    }
}
