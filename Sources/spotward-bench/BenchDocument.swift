import Decoders
import Documents
import Vitals
import DeviceSimulators

/// A dropped file that tells the story of every child, a row a second each, all made beforehand.
///
/// Every 500th row names a child who is not on the ward, and every 500th has a cell that is no number.
struct BenchDocument {
    let bytes: [UInt8]
    /// How many bytes are handed over at once, as the daemon reads them.
    static let pieceByteCount = 65_536

    init(_ format: DocumentFormat, rowCount: Int, childCount: Int) {
        let oximeter = BenchStory.oximeter(.noninDF2)
        let displays = (0..<BenchStory.seconds).map { oximeter.display(second: $0) }
        let names = (0..<childCount).map { Array(BenchWard.childName($0).utf8) }
        let stranger = Array("stranger".utf8)
        var writer = RowWriter(format, rowCount: rowCount)
        for row in 0..<rowCount {
            let second = row / childCount
            let child = row % childCount
            let display = displays[(second + child * 97) % BenchStory.seconds]
            writer.beginRow(at: BenchWard.tick(second: second).wall)
            writer.child(row % 500 == 250 ? stranger : names[child])
            if row % 500 == 499 { writer.text("spo2", "x") } else { writer.number("spo2", display.spO2) }
            writer.number("hr", display.heartRate)
            writer.number("rr", 24 + second % 3)
            writer.tenths("temp", 366 + second % 7)
            writer.text("quality", display.quality.contains(.artefact) ? "motion artefact" : "")
            writer.endRow()
        }
        bytes = writer.bytes
    }
}

/// Writes rows without a text in between, since a document may have a million.
private struct RowWriter {
    private let format: DocumentFormat
    private(set) var bytes: [UInt8] = []

    init(_ format: DocumentFormat, rowCount: Int) {
        self.format = format
        bytes.reserveCapacity(128 + rowCount * 160)
        if format == .csv { append("measured_at,child,spo2,hr,rr,temp,quality\n") }
    }

    mutating func beginRow(at instant: WallInstant) {
        let civil = instant.civil()
        append(format == .csv ? "" : "{\"measured_at\":\"")
        digits(Int(civil.date.year), 4)
        append("-")
        digits(Int(civil.date.month), 2)
        append("-")
        digits(Int(civil.date.day), 2)
        append("T")
        digits(civil.hour, 2)
        append(":")
        digits(civil.minute, 2)
        append(":")
        digits(civil.second, 2)
        append(format == .csv ? "Z" : "Z\"")
    }

    mutating func child(_ name: [UInt8]) {
        append(format == .csv ? "," : ",\"child\":\"")
        bytes += name
        append(format == .csv ? "" : "\"")
    }

    mutating func number(_ key: StaticString, _ value: Int?) {
        self.key(key)
        if let value { digits(value, value > 99 ? 3 : 2) } else { append(format == .csv ? "" : "null") }
    }

    mutating func tenths(_ key: StaticString, _ value: Int) {
        self.key(key)
        digits(value / 10, 2)
        append(".")
        digits(value % 10, 1)
    }

    mutating func text(_ key: StaticString, _ text: StaticString) {
        self.key(key)
        append(format == .csv ? "" : "\"")
        append(text)
        append(format == .csv ? "" : "\"")
    }

    mutating func endRow() { append(format == .csv ? "\n" : "}\n") }

    private mutating func key(_ key: StaticString) {
        append(",")
        guard format == .ndjson else { return }
        append("\"")
        append(key)
        append("\":")
    }

    private mutating func digits(_ value: Int, _ count: Int) {
        var divisor = 1
        for _ in 1..<count { divisor *= 10 }
        for _ in 0..<count {
            bytes.append(UInt8(truncatingIfNeeded: 0x30 + value / divisor % 10))
            divisor /= 10
        }
    }

    private mutating func append(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }
}
