/// Reads one line of NDJSON: an object of the schema's keys, in any order.
enum NDJSONRow {
    /// What was read; throws when a key is not of the schema, since what it holds may be the value that matters.
    ///
    /// Nothing below the first level is read: an array or an object as a value ends the row, so nesting costs nothing.
    static func draft(
        of row: Span<UInt8>, offset: UInt64, names: NameTable, stamps: inout StampReader, qualities: NameTable
    ) throws(DocumentDefect) -> RowDraft {
        var draft = RowDraft()
        var scanner = JSONScanner()
        scanner.skipWhitespace(row)
        guard scanner.take(0x7B, row) else { return .refused(.malformedJSON) }
        scanner.skipWhitespace(row)
        var seen = FieldSet()
        var isFirst = true
        while !(isFirst && scanner.take(0x7D, row)) {
            isFirst = false
            guard let key = scanner.string(row) else { return .refused(.malformedJSON) }
            let place = try place(of: key, row, offset: offset, names: names)
            scanner.skipWhitespace(row)
            guard scanner.take(0x3A, row), let field = Field(rawValue: UInt8(truncatingIfNeeded: place)) else {
                return .refused(.malformedJSON)
            }
            scanner.skipWhitespace(row)
            if !seen.insertNew(field) { draft.refuse(.duplicateKey) }
            switch take(field, row, scanner: &scanner, draft: &draft, stamps: &stamps, qualities: qualities) {
            case .read: break
            case .nested: return draft
            case .malformed: return .refused(.malformedJSON)
            }
            scanner.skipWhitespace(row)
            if scanner.take(0x2C, row) {
                scanner.skipWhitespace(row)
            } else if scanner.take(0x7D, row) {
                break
            } else {
                return .refused(.malformedJSON)
            }
        }
        scanner.skipWhitespace(row)
        return scanner.isAtEnd(row) ? draft : .refused(.malformedJSON)
    }

    private enum ValueOutcome { case read, nested, malformed }

    private static func take(
        _ field: Field, _ row: Span<UInt8>, scanner: inout JSONScanner, draft: inout RowDraft,
        stamps: inout StampReader,
        qualities: NameTable
    ) -> ValueOutcome {
        switch scanner.kind(row) {
        case .string:
            guard let text = scanner.string(row) else { return .malformed }
            take(text, for: field, row, draft: &draft, stamps: &stamps, qualities: qualities)
        case .number:
            guard let range = scanner.number(row) else { return .malformed }
            guard let sign = field.vitalSign else {
                draft.refuse(field.refusal)
                break
            }
            draft.take(DecimalNumber.value(of: row.extracting(range), exponent: .allowed), for: sign)
        case .null:
            guard scanner.word(row) else { return .malformed }
        case .boolean:
            guard scanner.word(row) else { return .malformed }
            draft.refuse(field.refusal)
        case .nested:
            draft.refuse(field.refusal)
            return .nested
        case .malformed:
            return .malformed
        }
        return .read
    }

    private static func take(
        _ text: JSONScanner.Text, for field: Field, _ row: Span<UInt8>, draft: inout RowDraft,
        stamps: inout StampReader,
        qualities: NameTable
    ) {
        guard field.vitalSign == nil else { return draft.refuse(.notANumber) }
        guard text.hasEscapes else {
            return draft.take(row.extracting(text.start..<text.end), for: field, stamps: &stamps, qualities: qualities)
        }
        guard let unescaped = UnescapedText(text, row) else { return draft.refuse(field.refusal) }
        draft.take(
            unescaped.bytes.span.extracting(0..<unescaped.byteCount), for: field, stamps: &stamps, qualities: qualities)
    }

    private static func place(
        of key: JSONScanner.Text, _ row: Span<UInt8>, offset: UInt64, names: NameTable
    ) throws(DocumentDefect) -> Int {
        let written = row.extracting(key.start..<key.end)
        if key.hasEscapes {
            if let unescaped = UnescapedText(key, row), let place = names.index(of: unescaped) { return place }
        } else if let place = names.index(of: written) {
            return place
        }
        let name = shownName(written)
        throw .unknownKey(name: name, suggestion: names.nearest(to: name), offset: offset)
    }
}
