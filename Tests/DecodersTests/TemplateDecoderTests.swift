import Foundation
import Testing
import Vitals
import DeviceSimulators

@testable import Decoders

/// What an Example Oxi-1 would write, typed a second time.
private func oxiFrame(status: UInt8 = 0, spO2: UInt8, pulse: Int) -> [UInt8] {
    let head = [0xA9, status, spO2, UInt8(pulse & 0xFF), UInt8(pulse >> 8)]
    return head + [head.reduce(0, ^)]
}

/// The decoder that `docs/adding-a-device.md` begins with works, and keeps the rules that hold for all.
@Suite struct TemplateDecoderTests {
    @Test(arguments: [
        ("a9 00 61 48 00 80", ["spo2=97 hr=72"]), ("a9 00 61 80 00 48", ["spo2=97 hr=128"]),
        ("a9 00 61 04 01 cd", ["spo2=97 hr=260"]), ("a9 01 61 48 00 81", ["none(probe-off)"]),
        ("a9 02 61 48 00 82", ["none(searching)"]), ("a9 84 61 48 00 04", ["spo2=97 hr=72 low-battery weak-signal"]),
        ("a9 00 7f 48 00 9e", ["hr=72"]), ("a9 00 61 00 00 c8", ["spo2=97"]), ("a9 00 7f 00 00 d6", ["none(no-value)"]),
        ("a9 00 65 48 00 84", ["refused(impossible-value)"]),
        ("a9 00 61 48 00 81", ["refused(check-failed)", "skip(6)"]),
        ("a9 00 61 ff 01 36", ["refused(impossible-value)"]), ("a9 00 61 48", ["partial(4)"]),
    ])
    func aFrame(hex: String, expected: [String]) {
        #expect(FrameSubject.template.words(bytes(hex)) == expected)
    }

    /// The page quotes the file to the letter.
    @Test func thePageShowsTheDecoderThatIsCompiled() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let decoder = try String(contentsOf: folder.appending(path: "TemplateDecoder.swift"), encoding: .utf8)
        let page = try String(
            contentsOf: folder.deletingLastPathComponent().deletingLastPathComponent()
                .appending(path: "docs/adding-a-device.md"), encoding: .utf8)
        #expect(page.contains("```swift\n" + decoder + "```\n"))
    }
}

/// Something that finds and reads frames: a decoder of this project, or the template.
enum FrameSubject: Sendable, CustomStringConvertible {
    case built(DeviceProtocol)
    case template

    static let all = DeviceProtocol.allCases.map(FrameSubject.built) + [.template]

    var description: String {
        switch self {
        case .built(let deviceProtocol): deviceProtocol.rawValue
        case .template: "template"
        }
    }

    var longestFrameByteCount: Int {
        switch self {
        case .built(let deviceProtocol): deviceProtocol.longestFrameByteCount
        case .template: TemplateDecoder.byteCount
        }
    }

    /// Some seconds of a steady device.
    func stream(seconds: Range<Int>) -> [UInt8] {
        switch self {
        case .built(let deviceProtocol):
            let device = SimulatedOximeter(deviceProtocol, [.init(0, spO2: 97, heartRate: 140)])
            return seconds.flatMap { device.bytes(second: $0) }
        case .template:
            return seconds.flatMap { _ in (0..<10).flatMap { _ in oxiFrame(spO2: 97, pulse: 140) } }
        }
    }

    /// What is told of `pieces`, skipped runs merged: the plainest reader there is, which keeps all that is not used up.
    func words(_ pieces: [UInt8]...) -> [String] {
        var decoder: DeviceDecoder? =
            if case .built(let deviceProtocol) = self { DeviceDecoder(deviceProtocol) } else { nil }
        var kept: [UInt8] = []
        var words: [String] = []
        var skippedCount = 0
        func endSkip() {
            if skippedCount > 0 { words.append("skip(\(skippedCount))") }
            skippedCount = 0
        }
        for piece in pieces {
            kept += piece
            scanning: while !kept.isEmpty {
                switch decoder?.scan(kept.span) ?? TemplateDecoder.scan(kept.span) {
                case .incomplete:
                    break scanning
                case .noise(let byteCount), .padding(let byteCount):
                    skippedCount += byteCount
                    kept.removeFirst(byteCount)
                case .failedCheck(let byteCount):
                    endSkip()
                    words.append("refused(check-failed)")
                    skippedCount += byteCount
                    kept.removeFirst(byteCount)
                case .frame(let byteCount), .uncheckedFrame(let byteCount):
                    endSkip()
                    let frame = Array(kept.prefix(byteCount))
                    words += (decoder?.decode(frame.span) ?? TemplateDecoder.decode(frame.span)).words
                    kept.removeFirst(byteCount)
                }
            }
        }
        endSkip()
        if !kept.isEmpty { words.append("partial(\(kept.count))") }
        return words
    }
}

/// The rules of framing, for the template as for every decoder.
@Suite struct FrameSubjectTests {
    @Test(arguments: FrameSubject.all)
    func everySplitInTwoAndEveryTruncationIsOfTheWhole(subject: FrameSubject) {
        var noise = SimulatedNoise(seed: 21)
        let stream = Array((noise.bytes(30) + subject.stream(seconds: 0..<4)).prefix(400))
        let whole = subject.words(stream)
        #expect(whole.count > 1)
        let isReading = { (word: String) in !word.hasPrefix("partial") && !word.hasPrefix("skip") }
        let readings = whole.filter(isReading)
        for split in 0...stream.count {
            #expect(subject.words(Array(stream[..<split]), Array(stream[split...])) == whole, "split at \(split)")
            let cut = subject.words(Array(stream[..<split])).filter(isReading)
            #expect(cut == Array(readings.prefix(cut.count)), "cut at \(split)")
        }
    }

    /// Noise of exactly 4 KiB before, and between good seconds, changes no reading and costs two at most.
    @Test(arguments: FrameSubject.all, 0..<4)
    func fourKibibytesOfGarbageBeforeAndBetweenCostTwoReadings(subject: FrameSubject, seed: UInt64) {
        var noise = SimulatedNoise(seed: 300 + seed)
        let first = subject.stream(seconds: 0..<4)
        let second = subject.stream(seconds: 4..<8)
        let good = Set(subject.words(first + second))
        let whole = subject.words(first + second).count
        let damaged = noise.bytes(4096) + first + noise.bytes(4096) + second
        let kept = subject.words(damaged).count(where: good.contains)
        #expect(kept >= whole - 2)
    }

    @Test(arguments: FrameSubject.all)
    func aLineOfNoiseIsNeverAwaitedForever(subject: FrameSubject) {
        var noise = SimulatedNoise(seed: 22)
        for _ in 0..<500 {
            let words = subject.words(noise.bytes(subject.longestFrameByteCount))
            #expect(words != ["partial(\(subject.longestFrameByteCount))"])
        }
    }

    /// The stream that keeps but the beginning of a cut frame tells what the plainest reader tells.
    @Test(arguments: DeviceProtocol.allCases)
    func theStreamTellsWhatThePlainestReaderTells(deviceProtocol: DeviceProtocol) {
        var noise = SimulatedNoise(seed: 23)
        let subject = FrameSubject.built(deviceProtocol)
        let stream = noise.bytes(200) + subject.stream(seconds: 0..<2) + noise.bytes(200)
        let isMarked = { (word: String) in word.replacing(" check-differs", with: "") }
        let told = transcript(stream, deviceProtocol).filter { !$0.hasPrefix("partial") }.map(isMarked)
        #expect(subject.words(stream).filter { !$0.hasPrefix("partial") } == told)
    }
}
