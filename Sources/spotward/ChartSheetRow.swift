import Charts
import Vitals

/// One row of a sheet, read: what was observed, of what age, and what triggers.
///
/// A cell that cannot be read, or that contradicts another, is a defect of the row; such a row is not scored.
struct ChartSheetRow {
    var age = ChartAge.notGiven
    var observations = ObservationSet()
    var triggers = Triggers()
    private(set) var defects: [Defect] = []

    struct Defect {
        let column: ChartSheetColumn
        /// What stands in the cell.
        let found: String
        let allowed: String
    }

    init(_ parser: borrowing ChartSheetParser, _ header: ChartSheetHeader) {
        readAge(parser, header)
        observations.respiratoryRate = number(.respiratoryRate, parser, header)
        observations.respiratoryDistress = code(.respiratoryDistress, .distress, parser, header)
        observations.spO2 = number(.spO2, parser, header)
        observations.oxygen = oxygen(parser, header)
        observations.heartRate = number(.heartRate, parser, header)
        observations.systolicBloodPressure = systolic(parser, header)
        observations.capillaryRefill = number(.capillaryRefill, parser, header)
        _ = number(.temperature, parser, header)
        triggers.consciousness = code(.consciousness, .consciousness, parser, header)
        triggers.carer = code(.carer, .carer, parser, header)
        triggers.carerLevel = code(.carerLevel, .level, parser, header)
        triggers.hasClinicalIntuition = code(.intuition, .yesOrNo, parser, header) ?? false
        triggers.intuitionLevel = code(.intuitionLevel, .level, parser, header)
        triggers.sepsis = code(.sepsis, .sepsis, parser, header)
        triggers.hasAbnormalPupils = code(.pupilsAbnormal, .yesOrNo, parser, header) ?? false
    }

    // MARK: Groups of cells

    private mutating func readAge(_ parser: borrowing ChartSheetParser, _ header: ChartSheetHeader) {
        var birth: CivilDate?
        if let cell = cell(.dob, parser, header) {
            birth = CivilDate(Array(cell).span)
            if birth == nil { note(.dob, cell, "a date, YYYY-MM-DD") }
        }
        var date: CivilDate?
        if let cell = cell(.observedAt, parser, header) {
            let bytes = Array(cell)
            // A date alone names the day in London, which is all an age needs.
            date = Timestamp(bytes.span).map { LondonTime.date(at: $0.instant) } ?? CivilDate(bytes.span)
            if date == nil { note(.observedAt, cell, "an ISO 8601 time, such as 2026-11-21T23:07:24Z") }
        }
        age = ChartAge(bornOn: birth, on: date)
    }

    private mutating func oxygen(_ parser: borrowing ChartSheetParser, _ header: ChartSheetHeader) -> OxygenSupport? {
        let support = code(.support, .support, parser, header)
        let value = number(.oxygenValue, parser, header)
        let unit = code(.oxygenUnit, .oxygenUnit, parser, header)
        var level: OxygenLevel?
        if let value {
            switch unit {
            case .percent: level = .percent(value)
            case .litresPerMinute: level = .litresPerMinute(value)
            case nil:
                // A unit that could not be read is a defect already.
                if cell(.oxygenUnit, parser, header) == nil {
                    note(.oxygenUnit, [], "% or L/min, since o2_value is given")
                }
            }
        }
        switch support {
        case .some(.some(let device)):
            return .device(device, level)
        case .some(.none):
            if let cell = cell(.oxygenValue, parser, header) {
                note(.oxygenValue, cell, "no value, since resp_support is air")
            }
            return .air
        case .none:
            return level.map(OxygenSupport.level)
        }
    }

    private mutating func systolic(
        _ parser: borrowing ChartSheetParser, _ header: ChartSheetHeader
    ) -> SystolicBloodPressure? {
        let value = number(.systolic, parser, header)
        let reason = code(.systolicCode, .notDone, parser, header)
        if value != nil, reason != nil, let cell = cell(.systolicCode, parser, header) {
            note(.systolicCode, cell, "no code, since sbp is given")
        }
        return value.map(SystolicBloodPressure.measured) ?? reason.map(SystolicBloodPressure.notDone)
    }

    // MARK: Single cells

    /// The text of a cell; `nil` when it is empty or the sheet has no such column.
    private func cell(
        _ column: ChartSheetColumn, _ parser: borrowing ChartSheetParser, _ header: ChartSheetHeader
    ) -> ArraySlice<UInt8>? {
        guard let place = header.place(of: column) else { return nil }
        let cell = ChartSheetCell.trimmed(parser.cell(place))
        return cell.isEmpty ? nil : cell
    }

    private mutating func number(
        _ column: ChartSheetColumn, _ parser: borrowing ChartSheetParser, _ header: ChartSheetHeader
    ) -> Double? {
        guard let cell = cell(column, parser, header) else { return nil }
        let number = ChartSheetCell.number(cell)
        if number == nil { note(column, cell, "a number with a decimal point") }
        return number
    }

    private mutating func code<Value>(
        _ column: ChartSheetColumn, _ codes: ChartSheetCodes<Value>, _ parser: borrowing ChartSheetParser,
        _ header: ChartSheetHeader
    ) -> Value? {
        guard let cell = cell(column, parser, header) else { return nil }
        let value = codes.value(cell)
        if value == nil { note(column, cell, codes.allowed) }
        return value
    }

    /// At most 40 letters of the cell are shown, and no control characters.
    private mutating func note(_ column: ChartSheetColumn, _ cell: ArraySlice<UInt8>, _ allowed: String) {
        let shown = String(decoding: cell.prefix(160), as: UTF8.self).unicodeScalars.prefix(40)
        let found = shown.map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
        defects.append(Defect(column: column, found: found, allowed: allowed))
    }
}
