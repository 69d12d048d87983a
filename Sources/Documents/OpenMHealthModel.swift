import Vitals

/// Open mHealth: one data point, an array of them, or one after the other. Each is a row.
///
///     { "header": { "user_id": … },
///       "body": { "oxygen_saturation": { "value": 96, "unit": "%" },
///                 "effective_time_frame": { "date_time": "2026-11-21T07:30:05Z" },
///                 "descriptive_statistic": "average" } }
///
/// A body may stand without its header. The rows of a document are about one child: a point of another user refuses it.
///
/// Source: the schemas of openmhealth/schemas: oxygen-saturation-2.0 (where 0 L/min is said to mean room air),
/// heart-rate-2.0, respiratory-rate-2.0, body-temperature-4.0, time-interval-1.0, duration-unit-value-1.0.
struct OpenMHealthModel: TreeModel {
    enum Place: Sendable, Equatable {
        case point, header, user, body
        case quantity(MeasuredQuantity), number, unit
        case frame, instant, interval, start, end, duration, durationNumber, durationUnit
        case statistic
    }

    private var places: [Place] = []
    private var offset: UInt64 = 0
    private var row = MeasuredRow()
    private var time = MeasuringTime()
    private var fault: RowRefusal?
    /// Members of the point that may stand once, by their place in `names`.
    private var seen: UInt32 = 0
    private var number: Double?
    private var isNumberGiven = false
    private var unit: MeasureUnit?
    private var durationNumber: Double?
    /// In seconds.
    private var durationUnit: Double?
    private var subject = RecordSubject()
    private var pointSubject = RecordSubject()
    private var stamps = StampReader()
    private var rowCount: UInt64 = 0

    /// A data point has a time frame, or a header with the identity of its schema.
    static func claims(_ head: DocumentHead) -> Bool {
        (head.textBegins("{") || head.textBegins("[")) && !head.textHolds("\"resourceType\"")
            && (head.textHolds("\"effective_time_frame\"") || head.textHolds("\"schema_id\""))
    }

    static func top(isInArray: Bool) -> Place? { .point }

    private static let names = NameTable([
        "header", "body", "user_id", "oxygen_saturation", "heart_rate", "respiratory_rate", "body_temperature",
        "supplemental_oxygen_flow_rate", "effective_time_frame", "descriptive_statistic", "value", "unit", "date_time",
        "time_interval", "start_date_time", "end_date_time", "duration",
    ])

    func place(of name: Span<UInt8>) -> Place? {
        guard let place = places.last, let index = Self.names.index(of: name) else { return nil }
        switch (place, index) {
        case (.point, 0): return .header
        case (.point, 1): return .body
        case (.header, 2): return .user
        case (.point, 3), (.body, 3): return .quantity(.sign(.spO2))
        case (.point, 4), (.body, 4): return .quantity(.sign(.heartRate))
        case (.point, 5), (.body, 5): return .quantity(.sign(.respiratoryRate))
        case (.point, 6), (.body, 6): return .quantity(.sign(.temperature))
        case (.point, 7), (.body, 7): return .quantity(.oxygenFlow)
        case (.point, 8), (.body, 8): return .frame
        case (.point, 9), (.body, 9): return .statistic
        case (.quantity, 10): return .number
        case (.quantity, 11): return .unit
        case (.frame, 12): return .instant
        case (.frame, 13): return .interval
        case (.interval, 14): return .start
        case (.interval, 15): return .end
        case (.interval, 16): return .duration
        case (.duration, 10): return .durationNumber
        case (.duration, 11): return .durationUnit
        default: return nil
        }
    }

    mutating func enter(_ place: Place, at offset: UInt64) {
        switch place {
        case .point:
            self.offset = offset
            (row, time, fault, seen) = (MeasuredRow(), MeasuringTime(), nil, 0)
            pointSubject = RecordSubject()
        case .quantity:
            (number, isNumberGiven, unit) = (nil, false, nil)
            once(place)
        case .number:
            if isNumberGiven { fault = fault ?? .duplicateKey }
            isNumberGiven = true
        case .unit:
            if unit != nil { fault = fault ?? .duplicateKey }
        case .durationNumber, .durationUnit, .user: break
        case .header, .body, .frame, .instant, .interval, .start, .end, .duration, .statistic: once(place)
        }
        places.append(place)
    }

    mutating func take(_ text: Span<UInt8>, _ kind: LeafKind) {
        switch (places.last, kind) {
        case (.number, .number): number = numberValue(text)
        case (.unit, .string): unit = unit(text)
        case (.instant, .string): time.take(instant: stamps.instant(text))
        case (.start, .string): time.takeStart(stamps.instant(text))
        case (.end, .string): time.takeEnd(stamps.instant(text))
        case (.durationNumber, .number): durationNumber = numberValue(text)
        case (.durationUnit, .string): durationUnit = Self.durations.index(of: text).map { Self.durationsInOrder[$0] }
        // An average is what a meter shows; a maximum or a median is about a time and not of one.
        case (.statistic, .string): if Self.average.index(of: text) == nil { fault = fault ?? .notASpotValue }
        case (.statistic, _): fault = fault ?? .notASpotValue
        case (.user, .string): pointSubject.take(identifier: text)
        default: break
        }
    }

    mutating func leave(row emit: (DocumentRow) -> Void) throws(DocumentDefect) {
        switch places.popLast() {
        case .quantity(let quantity): endQuantity(quantity)
        case .duration: endDuration()
        case .point: try endPoint(row: emit)
        default: break
        }
    }

    func finish() {}

    private mutating func endQuantity(_ quantity: MeasuredQuantity) {
        // A bare number has no unit, and an object without a number has no value.
        guard let unit else { return row.refuse(.wrongUnit) }
        guard isNumberGiven else { return row.refuse(.noVitalSign) }
        guard let number else { return row.refuse(.notANumber) }
        guard let value = quantity.value(number, in: unit) else { return row.refuse(.wrongUnit) }
        if quantity == .oxygenFlow, value == 0 { row.take(.air) } else { row.take(value, for: quantity) }
    }

    private mutating func endDuration() {
        defer { (durationNumber, durationUnit) = (nil, nil) }
        guard let durationNumber, let durationUnit else { return time.take(length: nil) }
        let seconds = durationNumber * durationUnit
        time.take(length: (0...86_400).contains(seconds) ? .milliseconds(Int64(seconds * 1000)) : nil)
    }

    private mutating func endPoint(row emit: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard subject.agrees(with: pointSubject) else { throw .tree(.severalSubjects(offset: offset)) }
        rowCount += 1
        emit(row.row(number: rowCount, offset: offset, time: time, fault: fault))
    }

    /// Beats belong to a heart and breaths to a chest: the schemas give each quantity its own unit.
    private func unit(_ text: Span<UInt8>) -> MeasureUnit {
        switch (Self.units.index(of: text), places.dropLast().last) {
        case (0, _): .percent
        case (1, .quantity(.sign(.heartRate))), (2, .quantity(.sign(.respiratoryRate))): .perMinute
        case (3, _): .celsius
        case (4, _): .fahrenheit
        case (5, _): .kelvin
        case (6, _): .litresPerMinute
        default: .other
        }
    }

    /// Notes a member that may stand once. An instant and an interval are two times, of which only one can be right.
    private mutating func once(_ place: Place) {
        let bit: UInt32 =
            switch place {
            case .header: 0
            case .body: 1
            case .quantity(.sign(let sign)): 2 + UInt32(sign.rawValue)
            case .quantity: 6
            case .frame: 7
            case .instant, .interval: 8
            case .start: 9
            case .end: 10
            case .duration: 11
            default: 12
            }
        if seen & (1 << bit) != 0 { fault = fault ?? .duplicateKey }
        seen |= 1 << bit
    }

    private static let units = NameTable(["%", "beats/min", "breaths/min", "C", "F", "K", "L/min"])
    private static let average = NameTable(["average"])
    /// Units of a duration short enough to be one measurement, in seconds.
    private static let durations = NameTable(["ms", "sec", "min"])
    private static let durationsInOrder = [0.001, 1.0, 60]
}
