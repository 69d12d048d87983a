import Configuration

/// The columns of a sheet of observation sets.
package enum ChartSheetColumn: Int, CaseIterable {
    case id, dob, observedAt, respiratoryRate, respiratoryDistress, spO2, support, oxygenValue, oxygenUnit, heartRate
    case systolic, systolicCode, capillaryRefill, temperature, consciousness, carer, carerLevel, intuition
    case intuitionLevel, sepsis, pupilsAbnormal

    package var name: String { Self.names[rawValue] }

    private static let names = [
        "id", "dob", "observed_at", "rr", "resp_distress", "spo2", "resp_support", "o2_value", "o2_unit", "hr",
        "sbp", "sbp_code", "crt", "temp", "avpu", "carer", "carer_level", "intuition",
        "intuition_level", "sepsis", "pupils_abnormal",
    ]

    init?(name: String) {
        guard let place = Self.names.firstIndex(of: name) else { return nil }
        self.init(rawValue: place)
    }

    /// The words for a column that is not one of these.
    static func suggestion(for name: String) -> String { ConfigurationDefect.suggestion(for: name, among: names) }
}

/// Where each column stands in the rows of one sheet.
package struct ChartSheetHeader {
    private var places: [Int?]
    package let columnCount: Int

    /// Why a first row is not a header.
    package enum Defect: Error, Equatable {
        case unknownColumn(String)
        case repeatedColumn(String)
        /// The sheet is empty or its first row is not CSV.
        case noHeader(String)
    }

    init(_ names: [String]) throws(Defect) {
        places = Array(repeating: nil, count: ChartSheetColumn.allCases.count)
        columnCount = names.count
        for (place, name) in names.enumerated() {
            guard let column = ChartSheetColumn(name: name) else { throw .unknownColumn(name) }
            guard places[column.rawValue] == nil else { throw .repeatedColumn(name) }
            places[column.rawValue] = place
        }
    }

    func place(of column: ChartSheetColumn) -> Int? { places[column.rawValue] }
}
