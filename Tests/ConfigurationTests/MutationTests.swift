import Testing

@testable import Configuration

/// Any bytes give defects or a configuration, never a trap.
struct MutationTests {
    /// SplitMix64: the same seeds everywhere.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var z = state
            z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
            z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
            return z ^ (z >> 31)
        }
    }

    private static let fragments = [
        "&a ", "*a ", "<<: ", "!!str ", "---\n", "...\n", "%YAML 1.1\n", "? ", ": ", "- ", "[", "]", "{", "}", "\t",
        "\"", "'",
        "|\n", ">\n", "#", "\u{0}", "\u{FEFF}", "é", "👩‍⚕️", "\r", "\r\n", "~", "null", "-1", "99999999999999999999",
        "1e400", ".nan",
        "\\x00", "\u{2028}", "9990000000",
    ].map { Array($0.utf8) }

    private func mutate(_ bytes: [UInt8], _ random: inout Seeded) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2: bytes.insert(contentsOf: Self.fragments.randomElement(using: &random) ?? [], at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0...40, using: &random)))
            case 4:
                let end = min(bytes.count, place + Int.random(in: 0...80, using: &random))
                bytes.insert(contentsOf: Array(bytes[place..<end]), at: Int.random(in: 0...bytes.count, using: &random))
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return bytes
    }

    @Test func twoThousandSpoiltDaemonFilesNeverTrap() {
        var random = Seeded(state: 1)
        var refusedCount = 0
        for _ in 0..<2000 {
            let bytes = mutate(Array(Ward.sound.utf8), &random)
            var reader = DaemonFileReader(
                file: LoadedFile(path: "ward.yaml", bytes: bytes), knownProtocols: Ward.protocols, now: Ward.now,
                credentialsDirectory: nil)
            let reading = reader.read { _ in "" }
            #expect((reading.configuration == nil) == !reading.defects.isEmpty)
            let lineCount = bytes.count { $0 == 0x0A } + 1
            #expect(reading.defects.allSatisfy { (0...lineCount).contains($0.line) && !$0.reason.isEmpty })
            #expect(reading.defects == reading.defects.sorted())
            if reading.configuration == nil { refusedCount += 1 }
        }
        // The mutations bite.
        #expect(refusedCount > 1000)
    }

    @Test func fiveHundredSpoiltRulesFilesNeverTrap() throws {
        var random = Seeded(state: 2)
        let example = Array(try repositoryFile("deploy/example/rules.yaml").utf8)
        var refusedCount = 0
        for _ in 0..<500 {
            let bytes = mutate(example, &random)
            do { _ = try RulesFile.read(bytes, file: "rules.yaml", hash: "") } catch { refusedCount += 1 }
        }
        #expect(refusedCount > 150)
    }

    @Test func everyBeginningOfTheDaemonFileNeverTraps() {
        let bytes = Array(Ward.sound.utf8)
        for count in stride(from: 0, through: bytes.count, by: 3) {
            let defects = DefectList(file: "f")
            _ = YAMLReader.read(Array(bytes[..<count]), defects)
        }
    }

    @Test func noiseNeverTraps() {
        var random = Seeded(state: 3)
        for count in 0..<400 {
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let ascii = (0..<count).map { _ in UInt8.random(in: 0x20...0x7E, using: &random) }
            for text in [bytes, ascii] {
                var reader = DaemonFileReader(
                    file: LoadedFile(path: "f", bytes: text), knownProtocols: [], now: Ward.now,
                    credentialsDirectory: nil)
                #expect(reader.read { _ in "" }.configuration == nil)
            }
        }
    }
}
