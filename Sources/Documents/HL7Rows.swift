import Vitals

/// Gathers the observations of one OBR and one instant into a row, and gives it when the next of another comes.
///
/// A second value of a vital sign at the same instant begins a new row. A heart rate that is not the pulse (ECG, cuff) makes a
/// row of its own behind, so that neither hides the other.
struct HL7Rows: Sendable {
    private struct Draft: Sendable {
        var readings: ReadingSet
        var oxygen: OxygenGiven?
        let offset: UInt64
    }

    private var number: UInt64 = 0
    private var main: Draft?
    private var other: Draft?

    mutating func refuse(_ reason: RowRefusal, offset: UInt64, row: (DocumentRow) -> Void) {
        number += 1
        row(DocumentRow(number: number, offset: offset, child: nil, content: .refused(reason)))
    }

    mutating func take(
        _ code: HL7Code, _ value: Double, at instant: WallInstant, offset: UInt64, row: (DocumentRow) -> Void
    ) {
        if let held = main ?? other, held.readings.measuredAt != instant { flush(row: row) }
        switch code {
        case .sign(let sign):
            if main?.readings[sign] != nil { flush(row: row) }
            var draft = main ?? Draft(readings: ReadingSet(measuredAt: instant), oxygen: nil, offset: offset)
            draft.readings[sign] = value
            main = draft
        case .oxygenFlow, .inspiredOxygen:
            if main?.oxygen != nil { flush(row: row) }
            var draft = main ?? Draft(readings: ReadingSet(measuredAt: instant), oxygen: nil, offset: offset)
            draft.oxygen = code == .oxygenFlow ? .litresPerMinute(value) : .percent(value)
            main = draft
        case .otherHeartRate:
            if other != nil { flush(row: row) }
            var readings = ReadingSet(measuredAt: instant)
            readings[.heartRate] = value
            other = Draft(readings: readings, oxygen: nil, offset: offset)
        }
    }

    mutating func flush(row: (DocumentRow) -> Void) {
        if let main { give(main, row: row) }
        if let other { give(other, row: row) }
        (main, other) = (nil, nil)
    }

    private mutating func give(_ draft: Draft, row: (DocumentRow) -> Void) {
        number += 1
        row(
            DocumentRow(
                number: number, offset: draft.offset, child: nil, content: .readings(draft.readings),
                oxygen: draft.oxygen))
    }
}
