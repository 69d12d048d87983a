import Charts
import Configuration
import Vitals

/// The chart that is compiled in, read as the product reads it.
enum NationalChart {
    static let edition: ChartEdition = {
        do {
            return try ChartFile.read(ChartFile.embedded, file: ChartFile.embeddedName, hash: "0123")
        } catch {
            fatalError("the chart compiled in is not a chart: \(error)")
        }
    }()

    static var chart: Chart { edition.chart }

    static func band(_ name: String) -> AgeBand? { AgeBand.allCases.first { "\($0.name)" == name } }

    /// An observation set with everything at its best for a child of 1–4 years: total 0.
    static let wellToddler = ObservationSet(
        respiratoryRate: 30, respiratoryDistress: RespiratoryDistress.none, spO2: 98, oxygen: .air, heartRate: 110,
        systolicBloodPressure: .measured(90), capillaryRefill: 1)

    /// One with everything at its worst.
    static let worstToddler = ObservationSet(
        respiratoryRate: 5, respiratoryDistress: .severe, spO2: 60, oxygen: .device(.highFlow, nil), heartRate: 40,
        systolicBloodPressure: .measured(40), capillaryRefill: 5)
}
