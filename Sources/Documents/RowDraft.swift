import Vitals

/// What has been read of one row so far.
struct RowDraft {
    private var readings = ReadingSet()
    private var child: ChildName?
    private(set) var refusal: RowRefusal?

    /// Notes why the row is refused. The first reason stands.
    mutating func refuse(_ reason: RowRefusal) {
        if refusal == nil { refusal = reason }
    }

    /// A vital sign; `nil` when the cell held something else than a finite number.
    mutating func take(_ value: Double?, for sign: VitalSign) {
        guard let value else { return refuse(.notANumber) }
        readings[sign] = value
    }

    /// The text of a field that is not a vital sign. An empty text is an absent one.
    mutating func take(_ text: Span<UInt8>, for field: Field, stamps: inout StampReader, qualities: NameTable) {
        guard !text.isEmpty else { return }
        switch field {
        case .measuredAt:
            guard let instant = stamps.instant(text) else { return refuse(.notATimestamp) }
            readings.measuredAt = instant
        case .child:
            guard let name = ChildName(text) else { return refuse(.notAChildName) }
            child = name
        case .quality:
            takeQuality(text, names: qualities)
        case .spO2, .heartRate, .respiratoryRate, .temperature:
            refuse(.notANumber)
        }
    }

    private mutating func takeQuality(_ text: Span<UInt8>, names: NameTable) {
        var start = 0
        while start < text.count {
            var end = start
            while end < text.count, text[end] != 0x20 { end += 1 }
            if end > start {
                guard let place = names.index(of: text.extracting(start..<end)) else { return refuse(.unknownQuality) }
                readings.quality.insert(Quality.names[place].flag)
            }
            start = end + 1
        }
    }

    /// The finished row.
    func row(number: UInt64, offset: UInt64) -> DocumentRow {
        let reason: RowRefusal? =
            if let refusal {
                refusal
            } else if readings.measuredAt == nil {
                .timestampMissing
            } else if readings.given.isEmpty {
                .noVitalSign
            } else {
                nil
            }
        guard let reason else {
            return DocumentRow(number: number, offset: offset, child: child, content: .readings(readings))
        }
        return DocumentRow(number: number, offset: offset, child: nil, content: .refused(reason))
    }

    /// A row refused whole for its structure.
    static func refused(_ reason: RowRefusal) -> RowDraft {
        var draft = RowDraft()
        draft.refuse(reason)
        return draft
    }
}
