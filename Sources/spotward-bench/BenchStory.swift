import Decoders
import Vitals
import DeviceSimulators
import Glibc

/// Half an hour of one child, told again and again: a desaturation, a tachycardia, a probe taken off, noise on the line,
/// nine minutes of silence with the device unplugged.
enum BenchStory {
    static let seconds = 1800
    /// The device is unplugged for these seconds.
    static let silence = 1200..<1740
    /// Noise stands on the line in front of these seconds; the third in ten seconds costs the lock.
    static let noisySeconds: Set<Int> = [1100, 1103, 1106]

    static func oximeter(_ deviceProtocol: DeviceProtocol) -> SimulatedOximeter {
        SimulatedOximeter(
            deviceProtocol,
            [
                .init(0, spO2: 97.5, heartRate: 112), .init(120, spO2: 97.5, heartRate: 112),
                .init(140, spO2: 88, heartRate: 125, quality: .artefact),
                .init(240, spO2: 88, heartRate: 125), .init(260, spO2: 97.5, heartRate: 112),
                .init(500, spO2: 97.5, heartRate: 112), .init(520, spO2: 97, heartRate: 196),
                .init(760, spO2: 97, heartRate: 196), .init(780, spO2: 97.5, heartRate: 112),
                .init(900, spO2: nil, heartRate: nil, signal: .probeOff),
                .init(1020, spO2: 97.5, heartRate: 112),
            ])
    }
}

/// The bytes of the story as one device sends them, all made beforehand.
struct BenchBytes {
    /// Seven are prime to the frames of every protocol, so that frames are cut.
    let batchesPerSecond: Int

    private let bytes: [UInt8]
    /// Where each second begins, and the end.
    private let starts: [Int]

    init(_ deviceProtocol: DeviceProtocol, batchesPerSecond: Int = 7) {
        self.batchesPerSecond = batchesPerSecond
        let oximeter = BenchStory.oximeter(deviceProtocol)
        var noise = SimulatedNoise(seed: 2)
        var bytes: [UInt8] = []
        var starts = [0]
        for second in 0..<BenchStory.seconds {
            if BenchStory.noisySeconds.contains(second) { bytes += noise.bytes(40) }
            if !BenchStory.silence.contains(second) { bytes += oximeter.bytes(second: second) }
            starts.append(bytes.count)
        }
        self.bytes = bytes
        self.starts = starts
    }

    /// The batches of one second of the story, handed to `body` as the ports thread would hand them over, with how far
    /// into the second each comes, in microseconds.
    func withBatches(second: Int, _ body: (Span<UInt8>, Int64) -> Void) {
        let start = starts[second]
        let count = starts[second + 1] - start
        var from = start
        for batch in 0..<batchesPerSecond {
            let to = start + count * (batch + 1) / batchesPerSecond
            if from < to {
                body(bytes.span.extracting(from..<to), Int64(batch * 1_000_000 / batchesPerSecond))
            }
            from = to
        }
    }

    /// Writes every batch of the story, in the order it is fed: its length as four bytes, the lowest first, and its bytes.
    func write(to path: String) throws {
        var framed: [UInt8] = []
        for second in 0..<BenchStory.seconds {
            var left = batchesPerSecond
            withBatches(second: second) { batch, _ in
                for shift in [0, 8, 16, 24] { framed.append(UInt8(truncatingIfNeeded: batch.count >> shift)) }
                for index in batch.indices { framed.append(batch[index]) }
                left -= 1
            }
            // So that the other program knows the seconds: those with fewer batches are filled up with empty ones.
            framed += [UInt8](repeating: 0, count: 4 * left)
        }
        guard let file = unsafe fopen(path, "wb") else { throw Workload.Defect.unreadable(path) }
        let count = unsafe framed.withUnsafeBytes { unsafe fwrite($0.baseAddress, 1, $0.count, file) }
        guard unsafe fclose(file) == 0, count == framed.count else { throw Workload.Defect.unreadable(path) }
    }
}
