import Alarms
import Charts

/// `bands.json` of task T: the tables as `BandTable`s, and how long everything takes.
struct ThresholdRules {
    /// A table of heart rates, in force from an age on.
    struct HeartRateBand {
        var fromMonths: Int
        var table: BandTable
    }

    enum Defect: Error, CustomStringConvertible {
        case malformed(String)

        var description: String {
            switch self {
            case .malformed(let path): "\(path) is not a table of bands as docs/performance/threshold.md gives it"
            }
        }
    }

    let dwell: DwellRule
    let gap: Duration
    /// From this sub-score on a value breaches.
    let raiseAt: Int
    let spO2: BandTable
    /// Rising by age.
    let heartRates: [HeartRateBand]

    init(path: String) throws {
        let file = try JSONValue(Workload.bytes(path))
        func milliseconds(_ key: String) throws -> Duration {
            guard let number = file?[key]?.number else { throw Defect.malformed(path) }
            return .milliseconds(Int64(number))
        }
        guard let raiseAt = file?["raise_at"]?.number, let spO2 = try Self.table(file?["spo2"]),
            let bands = file?["bands"]?.list, !bands.isEmpty
        else { throw Defect.malformed(path) }
        self.raiseAt = Int(raiseAt)
        self.spO2 = spO2
        heartRates = try bands.map { band in
            guard let months = band["from_months"]?.number, let table = try Self.table(band["hr"]) else {
                throw Defect.malformed(path)
            }
            return HeartRateBand(fromMonths: Int(months), table: table)
        }
        gap = try milliseconds("gap_ms")
        dwell = DwellRule(
            raiseAfter: try milliseconds("dwell_ms"), clearAfter: try milliseconds("clear_ms"),
            continuity: try milliseconds("contiguous_ms"))
    }

    /// Which of `heartRates` is in force at an age.
    func heartRateBand(ageMonths: Int) -> Int { heartRates.lastIndex { $0.fromMonths <= ageMonths } ?? 0 }

    /// A list of [low, high, score], both ends printed and inclusive. Above the last band a value scores 4.
    private static func table(_ value: JSONValue?) throws -> BandTable? {
        guard let bands = value?.list else { return nil }
        var starts: [(from: Double, subScore: SubScore)] = []
        var last: (end: Double, subScore: SubScore)?
        var lowest: SubScore?
        for band in bands {
            guard let low = band[0]?.number, let high = band[1]?.number,
                let subScore = band[2]?.number.flatMap({ SubScore(rawValue: UInt8(clamping: Int($0))) }),
                last.map({ low == $0.end + 1 }) ?? (low <= 0)
            else { return nil }
            if lowest == nil { lowest = subScore } else { starts.append((low, subScore)) }
            last = (high, subScore)
        }
        guard let last, let lowest else { return nil }
        if last.subScore != .four { starts.append((last.end + 1, .four)) }
        return try BandTable(printedTo: 1, lowest: lowest, starts)
    }
}
