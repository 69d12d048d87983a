import Configuration
import Decoders
import DeviceSimulators
import Testing
import Vitals

@testable import spotward

/// What listening to a line comes to.
@Suite struct LineHearingTests {
    private static let start = MonotonicInstant(microseconds: 0)

    private func at(_ milliseconds: Int) -> MonotonicInstant { Self.start.advanced(by: .milliseconds(milliseconds)) }

    /// A device of `sender`, heard as `named`, in pieces of a tenth of a second.
    private func hear(
        _ sender: DeviceProtocol, as named: DeviceProtocol, seconds: Int = 24, spO2: Double? = 97,
        signal: Signal = .measuring
    ) -> LineHearing {
        let oximeter = SimulatedOximeter(
            sender, [.init(0, spO2: spO2, heartRate: spO2 == nil ? nil : 131, signal: signal)])
        var hearing = LineHearing(named)
        for second in 0..<seconds {
            let bytes = oximeter.bytes(second: second)
            for part in 0..<10 {
                let piece = Array(bytes[bytes.count * part / 10..<bytes.count * (part + 1) / 10])
                if !piece.isEmpty { hearing.take(piece.span, at: at(second * 1000 + part * 100)) }
            }
            _ = hearing.second(at: at(second * 1000 + 999))
        }
        hearing.finish()
        return hearing
    }

    private func tried(_ deviceProtocol: DeviceProtocol, _ line: ProfileLine? = ProfileLine(baud: 115_200))
        -> LineVerdict.Tried
    {
        LineVerdict.Tried(
            deviceProtocol: deviceProtocol, line: line, wasNotAsked: false, profiles: DeviceCatalogue.embedded.all)
    }

    @Test(arguments: DeviceProtocol.allCases)
    func everyDeviceIsUnderstoodAsWhatItIs(deviceProtocol: DeviceProtocol) {
        let hearing = hear(deviceProtocol, as: deviceProtocol)
        #expect(hearing.verdict == .believed, "\(hearing.verdict)")
        #expect(hearing.valueCount > 0 && hearing.lastReading?.given.isEmpty == false)
    }

    @Test func aDeviceThatIsOnNobodyIsUnderstoodToo() {
        let hearing = hear(.contecV7, as: .contecV7, spO2: nil, signal: .probeOff)
        #expect(hearing.verdict == .withoutValue(.probeOff))
    }

    @Test(arguments: [DeviceProtocol.noninDF2, .berryPM6750, .viatomPC60, .masimoASCII1])
    func aFormatWithACheckIsRecognisedUnderAWrongName(sender: DeviceProtocol) {
        let hearing = hear(sender, as: .contec5byte)
        #expect(hearing.verdict == .anotherProtocol([sender]))
        let text = hearing.verdict.text(hearing, tried(.contec5byte))
        #expect(text.contains("each with its own check") && text.contains("--profile"), "\(text)")
    }

    @Test func aFormatWithoutACheckIsNeverSure() {
        let hearing = hear(.berryBCI, as: .contec5byte)
        #expect(hearing.verdict == .anotherProtocol([.berryBCI]))
        let text = hearing.verdict.text(hearing, tried(.contec5byte))
        #expect(text.contains("could be berry-bci") && text.contains("look at what stands on the device"), "\(text)")
    }

    @Test func noiseIsCalledAWrongSpeedAndWhatToTryIsNamed() {
        var noise = SimulatedNoise(seed: 3)
        var hearing = LineHearing(.contec5byte)
        for second in 0..<20 { hearing.take(noise.bytes(300).span, at: at(second * 1000)) }
        hearing.finish()
        #expect(hearing.verdict == .unreadable)
        var line = ProfileLine(baud: 19_200)
        line.parity = .odd
        let text = hearing.verdict.text(hearing, tried(.contec5byte, line))
        #expect(text.contains("Bytes arrive, but no frames that hold together: wrong speed or another protocol"))
        #expect(text.contains("Tried contec-5byte at 19200 8O1"), "\(text)")
        // The other lines of the same protocol come first.
        #expect(text.contains("Try 19200 8O1 xonxoff (contec-cms50d-plus), 4800 8N1"), "\(text)")
    }

    @Test func silenceIsToldFromADeviceThatWasNotAsked() {
        let hearing = LineHearing(.contecV7)
        #expect(hearing.verdict == .nothing)
        var tried = tried(.contecV7)
        #expect(hearing.verdict.text(hearing, tried).contains("Is it on"))
        tried.wasNotAsked = true
        #expect(hearing.verdict.text(hearing, tried).contains("--send-start"))
    }

    @Test func fewGoodFramesAreNotYetBelieved() {
        let hearing = hear(.noninDF8, as: .noninDF8, seconds: 5)
        #expect(hearing.verdict == .tooFew)
        #expect(hearing.verdict.text(hearing, tried(.noninDF8)).contains("Listen longer"))
    }

    @Test func aSecondTellsItsBytesItsFramesAndWhyOthersWereRefused() {
        var hearing = LineHearing(.noninDF2)
        let oximeter = SimulatedOximeter(.noninDF2, [.init(0, spO2: 97, heartRate: 118)])
        for second in 0..<3 { hearing.take(oximeter.bytes(second: second).span, at: at(second * 1000)) }
        let good = hearing.second(at: at(3000))
        #expect(good.byteCount == 1125 && good.frameCount == 225 && good.isLocked)
        #expect(good.text.contains("1125 bytes") && good.text.contains("spo2 9"))
        var broken = oximeter.bytes(second: 3)
        broken[52] ^= 0xFF
        hearing.take(broken.span, at: at(3000))
        let second = hearing.second(at: at(4000))
        #expect(second.refusals.map { "\($0.name)" }.contains("packet-broken"), "\(second.text)")
        #expect(second.text.contains("packet-broken"))
        #expect(hearing.second(at: at(5000)).text.contains("nothing came") || hearing.ledger.emitted > 0)
    }
}
