import Vitals

/// Apple Health's `export.xml`: a list of Records, of which few are vital signs.
///
///     <HealthData locale="en_GB">
///      <Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="…" unit="%"
///              creationDate="…" startDate="2026-11-21 07:30:05 +0000" endDate="…" value="0.98"/>
///
/// Rows are the Records of the four types below, counted from 1; the millions of steps beside them are passed over and
/// counted nowhere. Only Records directly below the root are read: the declarations in the export say that those within a
/// Correlation stand there as well. Resting, walking and basal values are averages or other quantities and are passed over.
///
/// Names of people and devices (`sourceName`, `device`) are not looked at.
///
/// Source: the internal DOCTYPE of exports of versions 12 and 14, and HealthKit's documentation: a percentage is a fraction
/// of 1.
struct AppleHealthXML: XMLSink {
    private struct Kind: Sendable {
        let type: StaticString
        let quantity: MeasuredQuantity
        let units: [(name: StaticString, unit: MeasureUnit)]
    }

    private static let kinds: [Kind] = [
        Kind(
            type: "HKQuantityTypeIdentifierOxygenSaturation", quantity: .sign(.spO2), units: [("%", .fraction)]),
        Kind(
            type: "HKQuantityTypeIdentifierHeartRate", quantity: .sign(.heartRate), units: [("count/min", .perMinute)]),
        Kind(
            type: "HKQuantityTypeIdentifierRespiratoryRate", quantity: .sign(.respiratoryRate),
            units: [("count/min", .perMinute)]),
        Kind(
            type: "HKQuantityTypeIdentifierBodyTemperature", quantity: .sign(.temperature),
            units: [("degC", .celsius), ("degF", .fahrenheit)]),
    ]
    private static let types = NameTable(kinds.map(\.type))
    private static let units = kinds.map { NameTable($0.units.map(\.name)) }
    private static let names = NameTable(["type", "unit", "value", "startDate", "endDate"])
    private static let root = NameTable(["HealthData"])
    private static let record = NameTable(["Record"])

    private var depth = 0
    private var stamps = StampReader()
    private var rowCount: UInt64 = 0

    /// The root may stand behind the declarations of a long DOCTYPE, which names it.
    static func claims(_ head: DocumentHead) -> Bool {
        head.textBegins("<") && (head.textHolds("<HealthData") || head.textHolds("<!DOCTYPE HealthData"))
    }

    mutating func begin(
        _ tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        depth += 1
        switch depth {
        case 1:
            guard Self.root.index(of: text.extracting(tag.name)) != nil else {
                throw .tree(.otherContent(.appleHealth))
            }
        case 2 where Self.record.index(of: text.extracting(tag.name)) != nil:
            try take(tag, text, at: offset, row: row)
        default: break
        }
    }

    mutating func end(row: (DocumentRow) -> Void) { depth -= 1 }

    func finish() {}

    private mutating func take(
        _ tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        var found = InlineArray<5, Range<Int>?>(repeating: nil)
        var kind: Int?
        var attributes = tag.attributes
        while let attribute = try attributes.next(text, at: offset) {
            guard let place = Self.names.index(of: text.extracting(attribute.name)) else { continue }
            guard found[place] == nil else { throw .tree(.malformedXML(offset: offset)) }
            found[place] = attribute.value
            if place == 0 {
                kind = Self.types.index(of: text.extracting(attribute.value))
                // Nearly every Record of an export ends here: its type stands first.
                guard kind != nil else { return }
            }
        }
        guard let kind else { return }
        rowCount += 1
        var measured = MeasuredRow()
        var time = MeasuringTime()
        if let range = found[3] { time.takeStart(instant(text.extracting(range))) }
        if let range = found[4] { time.takeEnd(instant(text.extracting(range))) }
        let quantity = Self.kinds[kind].quantity
        if let range = found[2], let unitRange = found[1] {
            let unit = Self.units[kind].index(of: text.extracting(unitRange)).map { Self.kinds[kind].units[$0].unit }
            if let number = numberValue(text.extracting(range)) {
                if let unit, let value = quantity.value(number, in: unit) {
                    measured.take(value, for: quantity)
                } else {
                    measured.refuse(.wrongUnit)
                }
            } else {
                measured.refuse(.notANumber)
            }
        } else {
            measured.refuse(found[2] == nil ? .noVitalSign : .wrongUnit)
        }
        // What stands behind the cut is not known, and may be a second value.
        row(measured.row(number: rowCount, offset: offset, time: time, fault: tag.isCut ? .rowTooLong : nil))
    }

    /// `2022-09-23 15:02:02 -0400`: ISO 8601 but for the space before the zone. Without its zone it is none.
    private mutating func instant(_ text: Span<UInt8>) -> WallInstant? {
        guard text.count == 25, text[19] == 0x20, text[20] == 0x2B || text[20] == 0x2D else { return nil }
        var joined = InlineArray<24, UInt8>(repeating: 0)
        for index in 0..<19 { joined[index] = text[index] }
        for index in 20..<25 { joined[index - 1] = text[index] }
        return stamps.instant(joined.span)
    }
}
