import Alarms
import Charts
import Vitals

extension ObservationForm {
    /// The observations as one line of JSON, as the journal keeps them.
    public var line: String { JSON.object(fields).line }

    /// Reads what `line` wrote.
    public init(line: String) throws(CommandRefusal) {
        guard line.utf8.count <= Limits.lineByteCount else {
            throw CommandRefusal("", "is longer than \(Limits.lineByteCount) bytes", "Leave out what is not needed")
        }
        var fields = try Fields(try JSONReader.value(of: line))
        try self.init(&fields)
        try fields.finish()
    }

    /// As the evaluator takes them: single deliberate measurements, absent where they are absent.
    public var entered: EnteredObservations {
        var readings = ReadingSet(signal: .measuring, quality: .spot, measuredAt: measuredAt)
        readings[.spO2] = spO2
        readings[.heartRate] = heartRate
        readings[.respiratoryRate] = respiratoryRate
        readings[.temperature] = temperature
        var entered = EnteredObservations(vitalSigns: readings)
        entered.respiratoryDistress = respiratoryDistress
        entered.oxygen = oxygen
        entered.systolicBloodPressure = systolicBloodPressure
        entered.capillaryRefill = capillaryRefill
        entered.consciousness = consciousness
        entered.hasAbnormalPupils = hasAbnormalPupils
        entered.sepsis = sepsis
        entered.intuition = intuition
        return entered
    }

    var fields: [String: JSON] {
        var fields: [String: JSON] = [:]
        fields["measured_at"] = measuredAt.map(JSON.instant)
        fields["spo2"] = .decimal(spO2)
        fields["hr"] = .decimal(heartRate)
        fields["rr"] = .decimal(respiratoryRate)
        fields["temp"] = .decimal(temperature)
        fields["respiratory_distress"] = .word(respiratoryDistress, Words.distress)
        fields["oxygen"] = oxygen.map(\.json)
        fields["systolic_blood_pressure"] = systolicBloodPressure.map(\.json)
        fields["capillary_refill"] = .decimal(capillaryRefill)
        fields["consciousness"] = .word(consciousness, Words.consciousness)
        fields["pupils"] = .word(hasAbnormalPupils, Words.pupils)
        fields["sepsis"] = .word(sepsis, Words.sepsis)
        fields["intuition"] = .word(intuition, Words.levels)
        fields["confirmed"] = .flag(isConfirmed)
        fields["corrects"] = .whole(corrects)
        fields["correction_reason"] = .text(correctionReason)
        return fields
    }

    init(_ fields: inout Fields) throws(CommandRefusal) {
        self.init()
        measuredAt = try fields.instant("measured_at")
        spO2 = try fields.number("spo2")
        heartRate = try fields.number("hr")
        respiratoryRate = try fields.number("rr")
        temperature = try fields.number("temp")
        respiratoryDistress = try fields.word("respiratory_distress", Words.distress)
        oxygen = try fields.oxygen("oxygen")
        systolicBloodPressure = try fields.systolicBloodPressure("systolic_blood_pressure")
        capillaryRefill = try fields.number("capillary_refill")
        consciousness = try fields.word("consciousness", Words.consciousness)
        hasAbnormalPupils = try fields.word("pupils", Words.pupils)
        sepsis = try fields.word("sepsis", Words.sepsis)
        intuition = try fields.word("intuition", Words.levels)
        isConfirmed = try fields.flag("confirmed")
        corrects = try fields.whole("corrects")
        correctionReason = try fields.text("correction_reason")
    }
}

extension OxygenSupport {
    /// `"air"`, or an object of a device, a level, or both.
    fileprivate var json: JSON {
        switch self {
        case .air: .string("air")
        case .device(let device, let level): Self.json(device, level)
        case .level(let level): Self.json(nil, level)
        }
    }

    private static func json(_ device: SupportDevice?, _ level: OxygenLevel?) -> JSON {
        var fields: [String: JSON] = [:]
        fields["device"] = .word(device, Words.devices)
        switch level {
        case .percent(let percent): fields["percent"] = .number(percent)
        case .litresPerMinute(let flow): fields["litres_per_minute"] = .number(flow)
        case nil: break
        }
        return .object(fields)
    }
}

extension SystolicBloodPressure {
    /// mmHg, or the code that says why there is none.
    fileprivate var json: JSON {
        switch self {
        case .measured(let pressure): .number(pressure)
        case .notDone(let reason): .string(Words.pressuresNotDone.word(for: reason))
        }
    }
}

extension Fields {
    fileprivate mutating func oxygen(_ key: String) throws(CommandRefusal) -> OxygenSupport? {
        guard let value = value(key) else { return nil }
        if value == .string("air") { return .air }
        guard case .object = value else {
            throw refusal(
                key, "is neither \"air\" nor an object", "Write \"air\" or {\"device\":\"NP\",\"percent\":28}")
        }
        var fields = try Fields(value, at: fieldPath(key))
        let device = try fields.word("device", Words.devices)
        let percent = try fields.number("percent").map(OxygenLevel.percent)
        let flow = try fields.number("litres_per_minute").map(OxygenLevel.litresPerMinute)
        try fields.finish()
        if percent != nil, flow != nil {
            throw refusal(key, "has per cent and litres a minute", "Give the one that was set")
        }
        if let device { return .device(device, percent ?? flow) }
        guard let level = percent ?? flow else {
            throw refusal(key, "has neither a device nor a level", "Write \"air\" where there is no support")
        }
        return .level(level)
    }

    fileprivate mutating func systolicBloodPressure(
        _ key: String
    ) throws(CommandRefusal) -> SystolicBloodPressure? {
        switch value(key) {
        case nil: return nil
        case .number: return try number(key).map(SystolicBloodPressure.measured)
        default:
            return .notDone(
                try need(try word(key, Words.pressuresNotDone), key))
        }
    }
}
