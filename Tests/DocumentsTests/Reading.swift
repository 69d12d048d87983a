import Documents
import Vitals

/// All rows of `text`, and the defect if there was one, fed in pieces that end at `cuts`.
func rows(
    _ bytes: [UInt8], _ format: DocumentFormat = .csv, cuts: [Int] = [], name: String = ""
) -> (rows: [DocumentRow], defect: DocumentDefect?) {
    var rows: [DocumentRow] = []
    var reader = DocumentReader(format: format, context: DocumentContext(fileName: name))
    do throws(DocumentDefect) {
        var start = 0
        for end in cuts + [bytes.count] {
            try reader.feed(bytes.span.extracting(start..<end)) { rows.append($0) }
            start = end
        }
        try reader.finish { rows.append($0) }
    } catch {
        return (rows, error)
    }
    return (rows, nil)
}

func rows(_ text: String, _ format: DocumentFormat = .csv) -> (rows: [DocumentRow], defect: DocumentDefect?) {
    rows(Array(text.utf8), format)
}

/// What each row of a CSV document gave, as `text(of:)` writes it.
func csv(_ text: String) -> [String] { rows(text, .csv).rows.map(text(of:)) }

/// What each row of an NDJSON document gave.
func ndjson(_ text: String) -> [String] { rows(text, .ndjson).rows.map(text(of:)) }

/// `child|measured_at|spo2|hr|rr|temp|quality`, or the refusal's name.
func text(of row: DocumentRow) -> String {
    switch row.content {
    case .refused(let reason):
        return "\(reason.name)"
    case .readings(let readings):
        let values = VitalSign.allCases.map { sign in readings[sign].map { "\($0)" } ?? "" }
        let quality = Quality.names.filter { readings.quality.contains($0.flag) }.map { "\($0.name)" }
        let instant = readings.measuredAt.map(\.description) ?? "never"
        return ([row.child.map(\.description) ?? "", instant] + values + [quality.joined(separator: " ")])
            .joined(separator: "|")
    }
}

/// SplitMix64: the same numbers from the same seed on every machine.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

extension DocumentFormat {
    /// The formats of the project's own schema, which one reader reads.
    static let ownSchema: [DocumentFormat] = [.csv, .ndjson]
}

/// A good document of each format of our own with everything in it that a good document may hold.
enum Sample {
    static let csv =
        "\u{FEFF}measured_at,child,spo2,hr,rr,temp,quality\r\n"
        + "2026-11-21T23:07:24Z,kestrel-7,97,118,24,36.6,\r\n"
        + "2026-11-21T23:07:25.500+01:00,,96,119,,,motion stored\r\n"
        + "\r\n" + "\"2026-07-01T12:00:00\",\"kestrel-7\", 95 ,\"128\",-1,37.25,\"spot\"\r\n"
        + "2026-11-21T23:07:26Z,kést,,,,36.60000000000001,\r\n" + "2026-11-21T23:07:27Z,,x,,,,\r\n"
        + "2026-11-21T23:07:28Z,,94,121,24,36.5,weak-signal\r\n"

    static let ndjson =
        "{\"measured_at\":\"2026-11-21T23:07:24Z\",\"child\":\"kestrel-7\",\"spo2\":97,\"hr\":118,\"temp\":36.6}\n"
        + " { \"hr\" : 1.19e2 , \"measured_at\" : \"2026-07-01T12:00:00\" , \"quality\" : \"motion stored\", \"rr\" : null } \r\n"
        + "\n" + "{\"m\\u0065asured_at\":\"2026-11-21T23:07:25\\u005a\",\"spo2\":-0.5,\"child\":\"k\\u00e9st\"}\n"
        + "{\"measured_at\":\"2026-11-21T23:07:26Z\",\"spo2\":\"97\"}\n"
        + "{\"measured_at\":\"2026-11-21T23:07:27Z\",\"temp\":36.60000000000001,\"child\":null}\n"

    static func bytes(_ format: DocumentFormat) -> [UInt8] { Array((format == .csv ? csv : ndjson).utf8) }
}
