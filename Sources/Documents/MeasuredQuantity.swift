import Vitals

/// What a value of an electronic record is a value of.
enum MeasuredQuantity: Sendable, BitwiseCopyable, Equatable {
    case sign(VitalSign)
    /// Oxygen given, litres a minute.
    case oxygenFlow
    /// Oxygen inspired, per cent.
    case oxygenConcentration
    /// Breathing room air. Said by the code alone; it has no value.
    case roomAir

    /// `number` in the unit that is used here; `nil` when it was measured in a unit that this quantity does not have.
    ///
    /// A temperature that had to be converted is rounded to a hundredth of a degree, so that 98.6 °F is 37 and not a hair
    /// less.
    func value(_ number: Double, in unit: MeasureUnit) -> Double? {
        switch (self, unit) {
        case (.sign(.spO2), .percent), (.sign(.heartRate), .perMinute), (.sign(.respiratoryRate), .perMinute),
            (.sign(.temperature), .celsius):
            number
        // No admission judges oxygen after this. Air has 20.9 %: less than 20 is a fraction under the wrong unit.
        case (.oxygenFlow, .litresPerMinute): number >= 0 ? number : nil
        case (.oxygenConcentration, .percent): (20...100).contains(number) ? number : nil
        // Rounded to what a record has of digits: 0.57 times 100 is not 57.
        case (.sign(.spO2), .fraction): (0...1).contains(number) ? (number * 1e6).rounded() / 1e4 : nil
        case (.sign(.temperature), .fahrenheit): hundredths((number - 32) * 5 / 9)
        case (.sign(.temperature), .kelvin): hundredths(number - 273.15)
        default: nil
        }
    }

    private func hundredths(_ number: Double) -> Double { (number * 100).rounded() / 100 }
}

/// Units that some format here writes.
enum MeasureUnit: Sendable, BitwiseCopyable, Equatable {
    case percent
    /// 1 is the whole.
    case fraction
    case perMinute
    case celsius, fahrenheit, kelvin
    case litresPerMinute
    case other
}

/// The value of a number's text: JSON's grammar, and a `Double` that holds it.
func numberValue(_ text: Span<UInt8>) -> Double? {
    var scanner = JSONScanner()
    guard scanner.number(text) != nil, scanner.isAtEnd(text) else { return nil }
    return DecimalNumber.value(of: text, exponent: .allowed)
}

/// When a value was measured, as a record says it: at an instant or over an interval.
///
/// An interval counts from its beginning: older than it is, a value can only be called stale too early. One that is longer
/// than `Limits.measuringSeconds` speaks of no moment, and one without both ends has no length.
struct MeasuringTime: Sendable {
    private enum Bound: Sendable { case missing, unreadable, instant(WallInstant) }

    private var start = Bound.missing
    private var end = Bound.missing
    private var length: Duration?
    private var isInterval = false
    private var isUnreadable = false

    mutating func take(instant: WallInstant?) {
        guard let instant else { return isUnreadable = true }
        start = .instant(instant)
    }

    mutating func takeStart(_ instant: WallInstant?) {
        isInterval = true
        start = instant.map { .instant($0) } ?? .unreadable
    }

    mutating func takeEnd(_ instant: WallInstant?) {
        isInterval = true
        end = instant.map { .instant($0) } ?? .unreadable
    }

    /// How long the interval is, where that stands in place of one end.
    mutating func take(length: Duration?) {
        isInterval = true
        if let length { self.length = length } else { isUnreadable = true }
    }

    /// The time is given in a way that names no instant.
    mutating func refuse() { isUnreadable = true }

    /// The instant that decides, or why there is none.
    var judged: Result<WallInstant, RowFault> {
        if isUnreadable { return .failure(RowFault(.notATimestamp)) }
        switch (start, end) {
        case (.unreadable, _), (_, .unreadable):
            return .failure(RowFault(.notATimestamp))
        case (.missing, .missing):
            return .failure(RowFault(.timestampMissing))
        case (.instant(let start), .missing):
            guard isInterval else { return .success(start) }
            guard let length else { return .failure(RowFault(.timestampMissing)) }
            return bounded(start, length)
        case (.missing, .instant(let end)):
            guard let length else { return .failure(RowFault(.timestampMissing)) }
            return bounded(end.advanced(by: .zero - length), length)
        case (.instant(let start), .instant(let end)):
            return bounded(start, end.since(start))
        }
    }

    private func bounded(_ start: WallInstant, _ length: Duration) -> Result<WallInstant, RowFault> {
        guard length >= .zero else { return .failure(RowFault(.notATimestamp)) }
        guard length <= .seconds(Limits.measuringSeconds) else { return .failure(RowFault(.notASpotValue)) }
        return .success(start)
    }
}

/// A refusal on its way.
struct RowFault: Error, Equatable {
    let reason: RowRefusal
    init(_ reason: RowRefusal) { self.reason = reason }
}
