import Documents

/// A Contec `.SpO2` file, made from its layout.
struct ContecDocument {
    var stamp = [2026, 11, 21, 7, 30, 5]
    var records: [[UInt8]] = [[97, 71], [0x7F, 0xFF], [96, 128]]
    var count: Int?

    var bytes: [UInt8] {
        var head = [UInt8](repeating: 0, count: 1084)
        (head[0], head[1], head[856]) = (0x58, 0x03, 1)
        for (index, number) in (stamp + [count ?? records.count]).enumerated() {
            head.replaceSubrange(1056 + 4 * index..<1060 + 4 * index, with: littleEndian(number, byteCount: 4))
        }
        return head + records.flatMap { $0 }
    }
}

/// A Viatom recording of version 3 or 5, made from its layout.
struct ViatomDocument {
    var version: UInt8 = 3
    var year = 2026
    var clock: [UInt8] = [11, 21, 22, 21, 15]
    var duration: Int?
    var size: Int?
    /// SpO2, pulse (low byte, high byte), motion, flags.
    var records: [[UInt8]] = [
        [97, 62, 0, 0, 0], [96, 0xC8, 0, 2, 0], [0xFF, 0xFF, 0xFF, 0, 0], [0xFF, 150, 0, 0, 0x80],
    ]

    var bytes: [UInt8] {
        let size = size ?? 40 + 5 * records.count
        let head =
            [version, 0] + littleEndian(year, byteCount: 2) + clock + littleEndian(size, byteCount: 4)
            + littleEndian(duration ?? 4 * records.count, byteCount: 4)
        return head + [UInt8](repeating: 0, count: 40 - head.count) + records.flatMap { $0 }
    }
}

/// A recording of the O2Ring S, made from its layout.
struct OxyIIDocument {
    var records: [[UInt8]] = [[97, 60, 0], [96, 200, 5], [0xFF, 0xFF, 0], [0, 130, 0x40]]
    /// 2026-11-21T22:01:02 of the local clock.
    var localSeconds = 1_795_298_462
    var count: Int?
    var step: UInt8 = 4
    var sum: Int?

    var bytes: [UInt8] {
        let front: [UInt8] = [1, 3, 0, 0, 0, 0, 0, 0, 4, 0] + records.flatMap { $0 }
        let tail =
            littleEndian(sum ?? front.reduce(0) { $0 + Int($1) }, byteCount: 4) + [0x48, 0x12, 0x5A, 0xDA]
            + littleEndian(localSeconds, byteCount: 4) + littleEndian(count ?? records.count, byteCount: 4) + [step]
        return front + tail + [UInt8](repeating: 0, count: 48 - tail.count)
    }
}

/// An EDF file, made from its layout.
struct EDFDocument {
    struct Signal {
        var label: String
        var unit = "bpm"
        var physical = ["0", "255"]
        var digital = ["0", "255"]
        /// Of all data records.
        var samples: [Int] = []
        /// For an annotation signal: the bytes of each data record.
        var notes: [String]?
    }

    var recording = "Startdate 21-NOV-2026 X X X"
    var date = "21.11.26"
    var time = "07.30.05"
    var kind = ""
    var seconds = "3"
    var recordCount = 2
    var announcedCount: Int?
    var signals = [
        Signal(label: "SpO2.1s", unit: "%", samples: [97, -1, 96, 95, 95, 94]),
        Signal(label: "Pulse.1s", samples: [62, -1, 130, 64, 65, 66]),
        Signal(label: "Crc16", unit: "", digital: ["-32768", "32767"], samples: [4711, 11]),
    ]

    var bytes: [UInt8] {
        func field(_ text: String, _ width: Int) -> [UInt8] {
            Array((text + String(repeating: " ", count: max(0, width - text.utf8.count))).utf8)
        }
        let noteWidth = 16
        func sampleCount(_ signal: Signal) -> Int {
            signal.notes == nil ? signal.samples.count / max(recordCount, 1) : noteWidth / 2
        }
        var all = field("0", 8) + field("X X X X", 80) + field(recording, 80) + field(date, 8) + field(time, 8)
        all += field("\(256 * (signals.count + 1))", 8) + field(kind, 44) + field("\(announcedCount ?? recordCount)", 8)
        all += field(seconds, 8) + field("\(signals.count)", 4)
        all += signals.flatMap { field($0.label, 16) } + signals.flatMap { _ in field("", 80) }
        all += signals.flatMap { field($0.unit, 8) }
        for index in 0...1 { all += signals.flatMap { field($0.physical[index], 8) } }
        for index in 0...1 { all += signals.flatMap { field($0.digital[index], 8) } }
        all += signals.flatMap { _ in field("", 80) } + signals.flatMap { field("\(sampleCount($0))", 8) }
        all += signals.flatMap { _ in field("", 32) }
        for record in 0..<recordCount {
            for signal in signals {
                if let notes = signal.notes {
                    let note = Array(notes[record].utf8)
                    all += note + [UInt8](repeating: 0, count: max(0, noteWidth - note.count))
                } else {
                    let count = sampleCount(signal)
                    all += signal.samples[record * count..<(record + 1) * count].flatMap {
                        littleEndian($0, byteCount: 2)
                    }
                }
            }
        }
        return all
    }
}

/// A WFDB record of numerics in one file, made from its layout.
struct WFDBDocument {
    var record = "n1 4 1 2 07:30:05.000 21/11/2026"
    var signals = [
        "n1.dat 16 10/bpm 16 0 720 0 0 HR", "n1.dat 16 10/bpm 16 0 719 0 0 PULSE", "n1.dat 16 10/pm 16 0 180 0 0 RESP",
        "n1.dat 16 10/% 16 0 970 0 0 SpO2",
    ]
    var frames = [[720, 719, 180, 970], [721, 1800, 0, -32768]]

    var bytes: [UInt8] {
        let text = ([record] + signals).joined(separator: "\n") + "\n"
        return Array(text.utf8) + [0x0A, 0, 0x0A] + frames.flatMap { $0 }.flatMap { littleEndian($0, byteCount: 2) }
    }
}

/// HL7 v2 messages.
enum HL7Document {
    static let head =
        "MSH|^~\\&|GW^00A03700273EDE18^EUI-64|V|||20261121073005.0000+0000||ORU^R01^ORU_R01|1|P|2.6|||AL|NE||UNICODE UTF-8"
    static let request = "OBR|1|1|1|182777000^monitoring of patient^SCT|||20261121073005.0000+0000"

    /// An observation of SpO2, whose fields can be changed.
    static func oxygenSaturation(
        _ value: String = "98", type: String = "NM", code: String = "150456^MDC_PULS_OXIM_SAT_O2^MDC",
        unit: String = "262688^MDC_DIM_PERCENT^MDC", flags: String = "", status: String = "F", time: String = ""
    ) -> String {
        "OBX|1|\(type)|\(code)|1.3.1|\(value)|\(unit)||\(flags)|||\(status)|||\(time)"
    }

    /// Between VT and FS, or bare with `end` behind each segment.
    static func bytes(_ segments: [String], isFramed: Bool = true, end: String = "\r") -> [UInt8] {
        let text = segments.map { $0 + end }.joined()
        return isFramed ? [0x0B] + Array(text.utf8) + [0x1C, 0x0D] : Array(text.utf8)
    }

    static func bytes(_ observations: String...) -> [UInt8] { bytes([head, "PID|||P1", request] + observations) }

    static let sample: [UInt8] =
        bytes(
            oxygenSaturation(time: "20261121073005"), "OBX|2|NM|149530^X^MDC|1|165|264864^X^MDC|||||R",
            "OBX|3|NM|147842^X^MDC|1|166|264864^X^MDC|||||R", "OBX|4|NM|8310-5^X^LN|1|98.6|[degF]|||||F",
            "OBX|5|NM|3151-8^X^LN|1|2|L/min|||||F", "OBX|6|NM|1^X^99XYZ|1|2|L/min|||||F",
            oxygenSaturation("-100"), oxygenSaturation("95", time: "20261121073006"))
        + bytes(oxygenSaturation("94"), oxygenSaturation("93", status: "X"))

    /// The same without VT and FS.
    static let bareSample = sample.filter { $0 != 0x0B && $0 != 0x1C }
}

/// A good document of each format.
enum RecordedSample {
    static func bytes(_ format: DocumentFormat) -> [UInt8] {
        switch format {
        case .contecSpO2File: ContecDocument().bytes
        case .viatomFileV3: ViatomDocument().bytes
        case .viatomOxyIIFile: OxyIIDocument().bytes
        case .edf: EDFDocument().bytes
        case .wfdbNumerics: WFDBDocument().bytes
        case .hl7v2: HL7Document.sample
        default: []
        }
    }
}
