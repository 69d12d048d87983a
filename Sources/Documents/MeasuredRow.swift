import Vitals

/// What has been read of one record so far: of an Observation, of a data point.
struct MeasuredRow: Sendable {
    private(set) var readings = ReadingSet()
    private(set) var oxygen: OxygenGiven?
    /// Whether anything was named that is read here, usable or not.
    private(set) var isKnown = false
    private var firstFault: RowRefusal?
    private var isDoubled = false

    /// A value of its own. Two that differ under one name are both wrong until somebody says which.
    mutating func take(_ value: Double, for quantity: MeasuredQuantity) {
        isKnown = true
        switch quantity {
        case .sign(let sign):
            if let known = readings[sign], known != value { isDoubled = true }
            readings[sign] = value
        case .oxygenFlow: take(.litresPerMinute(value))
        case .oxygenConcentration: take(.percent(value))
        case .roomAir: take(.air)
        }
    }

    /// The flow stands before the concentration, as charts ask for it; air beside either is a contradiction.
    mutating func take(_ given: OxygenGiven) {
        isKnown = true
        switch (oxygen, given) {
        case (nil, _), (.percent, .litresPerMinute): oxygen = given
        case (.litresPerMinute, .percent): break
        default: if oxygen != given { isDoubled = true }
        }
    }

    /// Something known that cannot be used. The rest of the record stands.
    mutating func refuse(_ reason: RowRefusal) {
        isKnown = true
        if firstFault == nil { firstFault = reason }
    }

    /// The finished row; `fault` is why the record is refused whole.
    func row(
        number: UInt64, offset: UInt64, time: MeasuringTime, fault: RowRefusal?
    ) -> DocumentRow {
        switch content(time: time, fault: fault) {
        case .success(let readings):
            DocumentRow(number: number, offset: offset, child: nil, content: .readings(readings), oxygen: oxygen)
        case .failure(let fault):
            DocumentRow(number: number, offset: offset, child: nil, content: .refused(fault.reason))
        }
    }

    private func content(time: MeasuringTime, fault: RowRefusal?) -> Result<ReadingSet, RowFault> {
        guard isKnown else { return .failure(RowFault(.unknownCode)) }
        if let fault { return .failure(RowFault(fault)) }
        if isDoubled { return .failure(RowFault(.duplicateKey)) }
        switch time.judged {
        case .failure(let fault):
            return .failure(fault)
        case .success(let instant):
            guard !readings.given.isEmpty || oxygen != nil else {
                return .failure(RowFault(firstFault ?? .noVitalSign))
            }
            var readings = readings
            readings.measuredAt = instant
            return .success(readings)
        }
    }
}
