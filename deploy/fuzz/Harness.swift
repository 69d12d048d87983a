import Glibc

/// What libFuzzer calls. One program for all targets: `SPOTWARD_FUZZ` names the one to run, since each wants a corpus of its
/// own. A target takes any bytes; what it finds wrong ends the process with a sentence.
///
/// Built and run by deploy/fuzz.sh; docs/faults.md has the counts.
@_cdecl("LLVMFuzzerTestOneInput")
public func testOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen.run(Input(Array(UnsafeBufferPointer(start: start, count: count))))
    return 0
}

struct Target: Sendable {
    let name: String
    let run: @Sendable (Input) -> Void

    static let all = [
        decoders, documents, recordings, daemonFile, rulesFile, deviceProfile, certificates, commands, register,
        answers,
        headers,
    ]
}

private let chosen: Target = {
    let name = getenv("SPOTWARD_FUZZ").map { String(cString: $0) } ?? ""
    guard let target = Target.all.first(where: { $0.name == name }) else {
        let names = Target.all.map(\.name).joined(separator: " ")
        fail("SPOTWARD_FUZZ must be one of: \(names)")
    }
    return target
}()

/// Bytes of which the first few choose, and the rest is what is read.
struct Input: Sendable {
    private(set) var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Takes a byte off the front; 0 where there is none.
    mutating func choice() -> Int { bytes.isEmpty ? 0 : Int(bytes.removeFirst()) }

    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The same bytes in pieces whose lengths a seed draws: 1 to 8, some up to 64, and now and then none at all.
    func pieces(_ seed: Int) -> [[UInt8]] {
        var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 &+ 1
        var pieces: [[UInt8]] = []
        var start = 0
        while start < bytes.count {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            let length = state % 5 == 0 ? Int(state >> 8 % 64) % 64 : Int(state >> 8) & 7
            let end = min(bytes.count, start + length)
            pieces.append(Array(bytes[start..<end]))
            start = end
        }
        return pieces
    }
}

/// An invariant that does not hold ends the process: libFuzzer keeps the input.
func must(_ holds: Bool, _ what: @autoclosure () -> String) {
    if !holds { fail(what()) }
}

func fail(_ what: String) -> Never {
    let line = Array("\nFINDING: \(what)\n".utf8)
    _ = write(STDERR_FILENO, line, line.count)
    abort()
}
