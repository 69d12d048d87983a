import Testing
import Vitals

@testable import Recordings

/// SplitMix64; the same seed is the same recording.
struct Noise {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    mutating func bytes() -> [UInt8] { (0..<below(40)).map { _ in UInt8(truncatingIfNeeded: next()) } }

    /// Short texts with everything that needs escaping.
    mutating func text() -> String {
        let parts = ["a", " ", "\\", "\n", "\r", "-", "é", "✓", "\u{0}", "\u{7F}", "{\"k\":1}", "x2d", "\\e", ":"]
        return (0..<below(6)).map { _ in parts[below(parts.count)] }.joined()
    }

    /// Mostly ordinary, sometimes anything an `Int64` can hold.
    mutating func microseconds() -> Int64 {
        below(4) == 0 ? Int64(bitPattern: next()) : Int64(below(100_000_000))
    }

    mutating func localTime() -> CivilDateTime {
        CivilDateTime(
            date: CivilDate(dayNumber: Int64(below(60_000))), microsecondOfDay: Int64(below(86_400)) * 1_000_000)
    }

    mutating func header() -> RecordingHeader {
        var header = RecordingHeader()
        header.about = (0..<below(3)).map { _ in .init(key: text(), value: text()) }
        header.deviceProtocol = below(2) == 0 ? text() : nil
        header.hubBuild = below(2) == 0 ? text() : nil
        header.bootID = below(2) == 0 ? text() : nil
        header.runID = below(2) == 0 ? text() : nil
        header.segment = below(2) == 0 ? next() : nil
        header.clockSpeed = below(2) == 0 ? Double(1 + below(3000)) / 7 : nil
        header.startedAt = MonotonicInstant(microseconds: microseconds())
        header.startedAtWall = below(2) == 0 ? WallInstant(microseconds: microseconds()) : nil
        header.configurationHash = below(2) == 0 ? text() : nil
        header.rulesHash = below(2) == 0 ? text() : nil
        header.chartHash = below(2) == 0 ? text() : nil
        header.sources = (0..<3).map { index in
            let kind = RecordingSource.Kind.allCases[below(RecordingSource.Kind.allCases.count)]
            let admission = below(2) == 0 ? text() : nil
            return RecordingSource(
                index: SourceIndex(UInt16(index * 32_767)), kind: kind, format: text(), admission: admission,
                name: text())
        }
        return header
    }

    mutating func event(_ header: RecordingHeader) -> RecordingEvent {
        let source = header.sources[below(header.sources.count)].index
        switch below(10) {
        case 0: return .bytes(source, bytes())
        case 1: return .attached(source)
        case 2: return .detached(source)
        case 3:
            return .tick(
                wall: WallInstant(microseconds: microseconds()), documentRows: next(),
                commands: below(2) == 0 ? 0 : next())
        case 4:
            return .document(
                DocumentOpening(
                    source: source, number: next(), sha256: sampleHash, format: text(), resumeFromRow: next(),
                    nameStamp: below(2) == 0 ? nil : localTime()))
        case 5: return .documentBytes(number: next(), bytes())
        case 6: return .documentEnded(number: next())
        case 7: return .command(text())
        case 8: return .hub(what: text(), stage: UInt8(below(3)), value: next())
        default: return .lost(what: text(), count: next())
        }
    }

    mutating func recording(entryCount: Int) -> (items: [RecordingItem], bytes: [UInt8]) {
        let header = header()
        var bytes: [UInt8] = []
        let writer = RecordingWriter(header, to: &bytes)
        var items: [RecordingItem] = [.header(header)]
        for _ in 0..<entryCount {
            let entry = RecordingEntry(microseconds(), event(header))
            try? writer.append(entry, to: &bytes)
            items.append(.entry(entry))
        }
        return (items, bytes)
    }
}

@Suite struct RoundTripTests {
    @Test(arguments: 0..<300)
    func whatIsWrittenReadsBackExactly(seed: UInt64) {
        var noise = Noise(state: seed)
        let (items, bytes) = noise.recording(entryCount: 20)
        let reading = read(bytes)
        #expect(reading.defects.isEmpty)
        #expect(reading.items == items)
        #expect(reading.end == .open)
    }

    @Test(arguments: 0..<5)
    func everySplitInTwoIsTheWhole(seed: UInt64) {
        var noise = Noise(state: seed)
        let (_, bytes) = noise.recording(entryCount: 10)
        let whole = read(bytes)
        for split in 0...bytes.count { #expect(read(bytes, splitAt: split) == whole) }
    }

    @Test(arguments: 0..<5)
    func aRecordingCutAnywhereGivesItsWholeLinesAndIsTorn(seed: UInt64) {
        var noise = Noise(state: 100 + seed)
        let (items, bytes) = noise.recording(entryCount: 10)
        for end in 0..<bytes.count {
            let reading = read(Array(bytes[..<end]))
            #expect(reading.defects.isEmpty)
            #expect(reading.items == Array(items.prefix(reading.items.count)))
            let endsALine = end > 0 && bytes[end - 1] == 0x0A
            if case .torn = reading.end { #expect(!endsALine) } else { #expect(end == 0 || endsALine) }
        }
    }

    @Test(arguments: 0..<2000)
    func damagedRecordingsNeverTrap(seed: UInt64) {
        var noise = Noise(state: 10_000 + seed)
        var bytes = noise.recording(entryCount: 8).bytes
        for _ in 0..<(1 + noise.below(4)) {
            let index = noise.below(bytes.count)
            switch noise.below(4) {
            case 0: bytes[index] = UInt8(truncatingIfNeeded: noise.next())
            case 1: bytes[index] ^= 1 << UInt8(noise.below(8))
            case 2: bytes.remove(at: index)
            default: bytes.insert(contentsOf: bytes[..<min(index, 30)], at: index)
            }
        }
        let reading = read(bytes)
        #expect(reading.items.count + reading.defects.count <= bytes.count)
        #expect(read(bytes, takesPlain: true).says(reading))
    }

    @Test func aBatchOverTheLimitIsSeveralEntriesOfOneInstant() throws {
        for (count, parts) in [(-1, 1), (0, 1), (1, 2)] {
            let batch = [UInt8](repeating: 0xAB, count: Limits.payloadByteCount + count)
            var bytes = Array(head.utf8)
            let writer = RecordingWriter(startedAt: MonotonicInstant(microseconds: 10_000_000))
            try writer.append(RecordingEntry(11_000_000, .bytes(SourceIndex(0), batch)), to: &bytes)
            try writer.append(RecordingEntry(11_000_000, .documentBytes(number: 1, batch)), to: &bytes)
            let items = read(bytes).items.dropFirst()
            #expect(items.count == 2 * parts)
            var whole: [UInt8] = []
            for case .entry(let entry) in items {
                #expect(entry.at == MonotonicInstant(microseconds: 11_000_000))
                if case .bytes(_, let part) = entry.event { whole += part }
            }
            #expect(whole == batch)
        }
    }

    @Test func aTextOverTheLimitIsRefusedAndWritesNothing() throws {
        let writer = RecordingWriter(startedAt: MonotonicInstant(microseconds: 0))
        for (surplus, isRefused) in [(-1, false), (0, false), (1, true)] {
            var bytes: [UInt8] = []
            let text = String(repeating: "\u{1}", count: Limits.textByteCount + surplus)
            let entry = RecordingEntry(0, .command(text))
            if isRefused {
                #expect(throws: RecordingWriter.Refusal.textTooLong(byteCount: text.utf8.count)) {
                    try writer.append(entry, to: &bytes)
                }
                #expect(bytes.isEmpty)
            } else {
                try writer.append(entry, to: &bytes)
                #expect(read(Array(head.utf8) + bytes).items.count == 2)
            }
        }
    }
}
