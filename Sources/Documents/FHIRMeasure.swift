import Vitals

/// A code with its value: an Observation's own, or that of one of its components.
struct FHIRMeasure: Sendable {
    private enum Meaning: Sendable { case none, one(MeasuredQuantity), several }
    /// Members that may stand only once.
    private enum Once: UInt8 { case code, value, absent, number, unit, unitSystem, unitCode, comparator }

    private var meaning = Meaning.none
    /// The coding that is being read.
    private var codingSystem: CodeSystem?
    private var codingPlace: Int?
    private var seen: UInt8 = 0
    private var isDoubled = false

    private var isAbsent = false
    private var isBound = false
    /// Why the value is none that could be used, whatever it is a value of.
    private var valueFault: RowRefusal?
    private var hasQuantity = false
    private var number: Double?
    private var codedUnit: MeasureUnit?
    private var shownUnit: MeasureUnit?
    private var isOfOtherUnits = false
    /// The value is a concept: whether it says room air.
    private var saysRoomAir = false

    // MARK: - What the tree says

    mutating func beginCode() { once(.code) }

    mutating func beginCoding() { (codingSystem, codingPlace) = (nil, nil) }

    mutating func takeCoding(system text: Span<UInt8>) { codingSystem = FHIRCode.system(text) }

    mutating func takeCoding(code text: Span<UInt8>) {
        if codingPlace != nil { isDoubled = true }
        codingPlace = FHIRCode.place(text)
    }

    /// Several codings of one thing are one; two that mean different things are none.
    mutating func endCoding(ofValue isValue: Bool) {
        guard let codingSystem, let codingPlace, FHIRCode.all[codingPlace].system == codingSystem else { return }
        let quantity = FHIRCode.all[codingPlace].quantity
        if isValue {
            saysRoomAir = saysRoomAir || quantity == .roomAir
            return
        }
        switch meaning {
        case .none: meaning = .one(quantity)
        case .one(let known): if known != quantity { meaning = .several }
        case .several: break
        }
    }

    mutating func beginQuantity() {
        once(.value)
        hasQuantity = true
    }

    /// A value that is no quantity.
    mutating func beginValue(fault: RowRefusal) {
        once(.value)
        valueFault = fault
    }

    mutating func beginAbsent() {
        once(.absent)
        isAbsent = true
    }

    mutating func takeNumber(_ text: Span<UInt8>, _ kind: LeafKind) {
        once(.number)
        number = kind == .number || kind == .attribute ? numberValue(text) : nil
        if number == nil { valueFault = .notANumber }
    }

    mutating func takeUnit(shown text: Span<UInt8>) {
        once(.unit)
        shownUnit = FHIRUnit.unit(text)
    }

    mutating func takeUnit(system text: Span<UInt8>) {
        once(.unitSystem)
        isOfOtherUnits = !FHIRUnit.isUCUM(text)
    }

    mutating func takeUnit(code text: Span<UInt8>) {
        once(.unitCode)
        codedUnit = FHIRUnit.unit(text)
    }

    mutating func beginComparator() {
        once(.comparator)
        isBound = true
    }

    private mutating func once(_ member: Once) {
        let bit = UInt8(1) << member.rawValue
        if seen & bit != 0 { isDoubled = true }
        seen |= bit
    }

    // MARK: - What it comes to

    /// Adds what was read to `row`. A code that is not known adds nothing.
    func add(to row: inout MeasuredRow) {
        guard case .one(let quantity) = meaning else { return }
        switch value(of: quantity) {
        case .success(let value): row.take(value, for: quantity)
        case .failure(let fault):
            let isOfOxygen = quantity == .oxygenFlow || quantity == .oxygenConcentration
            guard saysRoomAir, isOfOxygen, fault.reason == .notANumber else { return row.refuse(fault.reason) }
            row.take(.air)
        }
    }

    private func value(of quantity: MeasuredQuantity) -> Result<Double, RowFault> {
        if isDoubled { return .failure(RowFault(.duplicateKey)) }
        if isAbsent { return .failure(RowFault(.noVitalSign)) }
        if let valueFault { return .failure(RowFault(valueFault)) }
        if quantity == .roomAir {
            // The code says it all; a number beside it says something that is not known here.
            return hasQuantity ? .failure(RowFault(.wrongUnit)) : .success(0)
        }
        if isBound { return .failure(RowFault(.onlyABound)) }
        guard let number else { return .failure(RowFault(.noVitalSign)) }
        // The coded unit decides; the one for people only where there is no code, and spelled as the code would be.
        guard !isOfOtherUnits, let unit = codedUnit ?? shownUnit, let value = quantity.value(number, in: unit) else {
            return .failure(RowFault(.wrongUnit))
        }
        return .success(value)
    }
}
