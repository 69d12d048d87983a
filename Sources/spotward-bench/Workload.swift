import Glibc
import Vitals

/// Workload W as `gen.py` writes it: one-second readings of many children, decoded (`W.bin`) with the children's ages
/// (`patients.csv`). The layout is `docs/performance.md`'s.
struct Workload {
    struct Child {
        var id: String
        var ageMonths: Int
    }

    /// One reading; -1 is missing.
    struct Reading: BitwiseCopyable {
        var milliseconds: Int64
        var child: UInt16
        var spO2: Int16
        var heartRate: Int16
        /// Tenths of a degree.
        var temperature: Int16
    }

    enum Defect: Error, CustomStringConvertible {
        case unreadable(String)
        case malformed(String)

        var description: String {
            switch self {
            case .unreadable(let path): "\(path) cannot be read; make it with gen.py"
            case .malformed(let path): "\(path) is not as gen.py writes it; make it again"
            }
        }
    }

    let children: [Child]
    let readings: ContiguousArray<Reading>

    /// - Parameter limit: at most so many readings; `nil` for all.
    init(patients: String, readings path: String, limit: Int? = nil) throws {
        children = try Self.children(patients)
        let bytes = try Self.bytes(path)
        guard bytes.count % Self.recordByteCount == 0 else { throw Defect.malformed(path) }
        let count = min(bytes.count / Self.recordByteCount, limit ?? .max)
        var readings = ContiguousArray<Reading>()
        readings.reserveCapacity(count)
        for index in 0..<count {
            let start = index * Self.recordByteCount
            func word(_ offset: Int) -> UInt16 {
                UInt16(bytes[start + offset]) | UInt16(bytes[start + offset + 1]) << 8
            }
            var milliseconds: UInt64 = 0
            for place in (0..<8).reversed() { milliseconds = milliseconds << 8 | UInt64(bytes[start + place]) }
            let reading = Reading(
                milliseconds: Int64(bitPattern: milliseconds), child: word(8), spO2: Int16(bitPattern: word(10)),
                heartRate: Int16(bitPattern: word(12)), temperature: Int16(bitPattern: word(14)))
            guard Int(reading.child) < children.count else { throw Defect.malformed(path) }
            readings.append(reading)
        }
        self.readings = readings
    }

    private static let recordByteCount = 16

    static func children(_ path: String) throws -> [Child] {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        return try text.split(separator: "\n").dropFirst().map { line in
            let cells = line.split(separator: ",")
            guard cells.count == 2, let months = Int(cells[1]) else { throw Defect.malformed(path) }
            return Child(id: String(cells[0]), ageMonths: months)
        }
    }

    static func bytes(_ path: String) throws -> [UInt8] {
        guard let file = unsafe fopen(path, "rb") else { throw Defect.unreadable(path) }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        // Reserved once, so that files of any length cost the same allocations.
        if unsafe fseek(file, 0, SEEK_END) == 0 { bytes.reserveCapacity(max(0, unsafe ftell(file))) }
        unsafe rewind(file)
        var chunk = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
            guard count > 0 else { return bytes }
            bytes += chunk[..<count]
        }
    }
}
