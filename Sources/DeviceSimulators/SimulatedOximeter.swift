import Decoders
import Vitals

/// An oximeter made from its protocol's documented layout: the same script gives the same bytes, always.
///
/// It shows what a device with a given story writes on the wire. It is no evidence of what a real device does.
public struct SimulatedOximeter: Sendable {
    /// From `second` on, the child and the device are like this. Values glide to the next waypoint's where both give
    /// one; signal and quality hold until the next.
    public struct Waypoint: Sendable, Hashable {
        public var second: Int
        public var spO2: Double?
        public var heartRate: Double?
        public var signal: Signal
        public var quality: Quality

        public init(
            _ second: Int, spO2: Double?, heartRate: Double?, signal: Signal = .measuring, quality: Quality = []
        ) {
            self.second = second
            self.spO2 = spO2
            self.heartRate = heartRate
            self.signal = signal
            self.quality = quality
        }
    }

    /// What the device shows during one second.
    public struct Display: Sendable, Hashable {
        public var spO2: Int?
        public var heartRate: Int?
        public var signal: Signal
        public var quality: Quality

        public init(spO2: Int?, heartRate: Int?, signal: Signal = .measuring, quality: Quality = []) {
            self.spO2 = spO2
            self.heartRate = heartRate
            self.signal = signal
            self.quality = quality
        }
    }

    public let deviceProtocol: DeviceProtocol
    private let waypoints: [Waypoint]
    private let start: CivilDateTime

    /// - Parameters:
    ///   - waypoints: in the order of their seconds, the first at 0.
    ///   - start: what the clock of a monitor that writes it with each value shows at second 0.
    public init(
        _ deviceProtocol: DeviceProtocol, _ waypoints: [Waypoint],
        from start: CivilDateTime = SimulatedLines.documentedStart
    ) {
        precondition(waypoints.first?.second == 0, "a simulated oximeter's story begins at second 0")
        self.deviceProtocol = deviceProtocol
        self.waypoints = waypoints
        self.start = start
    }

    /// What the device shows in `second`: the story's values with a small wobble, as displays have.
    public func display(second: Int) -> Display {
        let index = waypoints.lastIndex { $0.second <= second } ?? 0
        let from = waypoints[index]
        let to = index + 1 < waypoints.count ? waypoints[index + 1] : from
        let wobble = Self.wobble(second: second)
        func glide(_ value: Double?, _ next: Double?, wobbleScale: Double) -> Int? {
            guard let value else { return nil }
            let share = to.second > from.second ? Double(second - from.second) / Double(to.second - from.second) : 0
            // Rounded by hand: no value is negative, and `rounded()` would need the C mathematics library.
            return Int(value + ((next ?? value) - value) * share + wobble * wobbleScale + 0.5)
        }
        return Display(
            spO2: glide(from.spO2, to.spO2, wobbleScale: 0.4).map { min($0, 100) },
            heartRate: glide(from.heartRate, to.heartRate, wobbleScale: 1.4),
            signal: from.signal, quality: from.quality)
    }

    /// All the bytes of one second, at the device's own rate.
    public func bytes(second: Int) -> [UInt8] {
        let display = display(second: second)
        func wave(of sampleCount: Int) -> (Int) -> Int {
            { self.wave(second, $0, of: sampleCount, display) }
        }
        return switch deviceProtocol {
        case .contec5byte: (0..<60).flatMap { SimulatedContec.fiveByteFrame(display, wave: wave(of: 60)($0)) }
        case .berryBCI: (0..<100).flatMap { SimulatedContec.berryFrame(display, wave: wave(of: 100)($0)) }
        case .contecV7: (0..<60).flatMap { SimulatedContec.v7Frame(display, wave: wave(of: 60)($0)) }
        case .contecEB: SimulatedContecEB.reports(display, wave: wave(of: 60))
        case .noninDF2, .noninDF7:
            (0..<3).flatMap { third in
                SimulatedNonin.packet(
                    display, deviceProtocol, timer: second * 3 + third, wave: { wave(of: 75)(third * 25 + $0) })
            }
        case .noninDF1: SimulatedFrames.noninSlow(display, isFormat8: false)
        case .noninDF8: SimulatedFrames.noninSlow(display, isFormat8: true)
        case .noninDF13: SimulatedFrames.noninDF13(display, second: second)
        case .noninASCII: SimulatedLines.nonin(display)
        case .masimoASCII1: SimulatedLines.masimo(display, second: second, from: start)
        case .nellcorASCII: SimulatedLines.nellcor(display, second: second, from: start)
        case .viatomLegacy: SimulatedFrames.viatomLegacy(display)
        case .viatomOxyII: SimulatedFrames.viatomOxyII(display, second: second)
        case .viatomPC60: SimulatedFrames.viatomPC60(display, wave: wave(of: 50))
        case .berryPM6750:
            SimulatedFrames.pm6750(display, respiratoryRate: 24, tenthsOfDegree: 371, wave: wave(of: 10))
        case .taidoc: SimulatedFrames.taidocOximetry(display, second: second)
        case .bluetoothOximetry: SimulatedLines.bluetoothOximetry(display)
        case .bluetoothSpotOximetry: SimulatedLines.bluetoothSpotOximetry(display, second: second)
        case .bluetoothTemperature: SimulatedLines.bluetoothTemperature(hundredths: 3710)
        case .bluetoothHeartRate: SimulatedLines.bluetoothHeartRate(display)
        case .berryV15:
            (0..<100).flatMap { SimulatedOthers.berryV15(display, number: $0, wave: wave(of: 100)($0)) }
        case .choiceMMedUART: (0..<120).flatMap { SimulatedOthers.choiceMMed(display, wave: wave(of: 120)($0)) }
        case .jumper: SimulatedOthers.jumper(display)
        case .medicalDeviceData: SimulatedOthers.scanReport(display, second: second)
        }
    }

    /// A triangle at the pulse rate, 0…100; flat without a pulse.
    private func wave(_ second: Int, _ sample: Int, of sampleCount: Int, _ display: Display) -> Int {
        guard display.signal == .measuring, let heartRate = display.heartRate else { return 0 }
        let phase = (second * sampleCount + sample) * heartRate * 200 / (60 * sampleCount) % 200
        return phase < 100 ? phase : 200 - phase
    }

    /// −1…1, a fixed number for each second.
    private static func wobble(second: Int) -> Double {
        var noise = SimulatedNoise(seed: UInt64(second))
        return Double(Int(noise.next() % 2001) - 1000) / 1000
    }
}
