import Testing
import DeviceSimulators

@testable import Decoders

@Suite struct BerryV15Tests {
    /// Vectors b15-1 to b15-5; the perfusion index is not read.
    @Test(arguments: [
        ("b15-1", "ff aa 01 00 61 61 48 48 00 00 19 19 28 39 30 00 00 50 64 73", ["spo2=97 hr=72"]),
        ("b15-2 no finger", "ff aa 02 02 7f 7f ff ff 00 00 00 00 28 39 30 00 00 50 64 ee", ["none(probe-off)"]),
        (
            "b15-4 a wrong sum", "ff aa 04 00 60 60 46 46 00 00 19 19 28 39 30 00 00 50 64 ce",
            ["spo2=96 hr=70 check-differs"]
        ),
        ("b15-5 a version", "ff aa 53 56 31 2e 30 35 00 00 00 00 00 00 00 00 00 00 00 00", []),
    ])
    func aFrame(name: String, hex: String, expected: [String]) {
        #expect(transcript(bytes(hex), .berryV15) == expected)
    }

    /// Status, SpO2, pulse, battery.
    @Test(
        arguments: [
            ([0, 97, 127, 80], "spo2=97 hr=127"), ([0, 97, 128, 80], "spo2=97 hr=128"),
            ([0, 97, 254, 80], "spo2=97 hr=254"), ([0, 97, 255, 80], "spo2=97"), ([0, 97, 0, 80], "spo2=97"),
            ([0, 127, 72, 80], "hr=72"), ([0, 255, 72, 80], "hr=72"), ([0, 0, 72, 80], "hr=72"),
            ([0, 0, 0, 80], "none(no-value)"), ([0, 100, 72, 80], "spo2=100 hr=72"),
            ([0, 101, 72, 80], "refused(impossible-value)"), ([0, 126, 72, 80], "refused(impossible-value)"),
            ([1, 97, 72, 80], "none(probe-off)"), ([2, 97, 72, 80], "none(probe-off)"),
            ([4, 97, 72, 80], "none(searching)"), ([8, 97, 72, 80], "spo2=97 hr=72"),
            ([0x10, 97, 72, 80], "none(no-value)"), ([0, 97, 72, 11], "spo2=97 hr=72"),
            ([0, 97, 72, 10], "spo2=97 hr=72 low-battery"), ([0, 97, 72, 0x8A], "spo2=97 hr=72 low-battery"),
        ] as [([UInt8], String)])
    func eachFieldIsJudgedAlone(fields: [UInt8], expected: String) {
        var frame = SimulatedOthers.berryV15(.init(spO2: 60, heartRate: 60), number: 1, wave: 40)
        frame[3] = fields[0]
        frame[4] = fields[1]
        frame[6] = fields[2]
        frame[17] = fields[3]
        frame[19] = frame.dropLast().reduce(0, &+)
        #expect(transcript(frame, .berryV15) == [expected])
    }

    @Test func theMeansAreReadAndNotTheNumbersOfTheMoment() {
        #expect(
            transcript(bytes("ff aa 01 00 61 5f 48 8c 00 00 19 19 28 39 30 00 00 50 64 b5"), .berryV15)
                == ["spo2=97 hr=72"])
    }

    @Test func aFrameCutShortDoesNotTakeTheNextOneAlong() {
        let frame = SimulatedOthers.berryV15(.init(spO2: 97, heartRate: 140), number: 1, wave: 40)
        #expect(
            transcript(frame.prefix(12) + frame + frame, .berryV15)
                == ["skip(12)", "spo2=97 hr=140", "spo2=97 hr=140"])
    }

    /// Devices that send a wrong sum in every frame are read, after twenty frames as any other, and it is counted.
    @Test func wrongSumsAreTakenAndCounted() {
        var stream = DeviceStream(.berryV15)
        var count = 0
        for second in 0..<5 {
            let batch = (0..<50).flatMap {
                SimulatedOthers.berryV15(.init(spO2: 97, heartRate: 140), number: $0, wave: 40, sum: 0xCE)
            }
            stream.feed(bytes: batch.span, at: .init(microseconds: Int64(second) * 1_000_000)) { readings, _ in
                #expect(readings.words == "spo2=97 hr=140")
                count += 1
            }
        }
        #expect(count == 4)
        #expect(stream.ledger.differingChecks == 250)
        #expect(stream.ledger.framesBeforeLock == 19)
    }

    /// A head cut off by noise has both marks, and a sum cannot be asked for. What follows tells.
    @Test func aFrameThatNoiseCutIsNotTold() {
        let good = SimulatedOthers.berryV15(.init(spO2: 97, heartRate: 140), number: 1, wave: 40, sum: 0xCE)
        var stream = DeviceStream(.berryV15)
        let first = Array(repeating: good, count: 40).flatMap(\.self)
        stream.feed(bytes: first.span, at: .init(microseconds: 0)) { _, _ in }
        #expect(stream.isLocked)
        let cut = good.prefix(4) + [60, 60, 60, 60] + Array(repeating: 0x11, count: 40)
        let batch = Array(cut)
        var told: [String] = []
        stream.feed(bytes: batch.span, at: .init(microseconds: 1_000_000)) { readings, _ in told.append(readings.words)
        }
        stream.tick(at: .init(microseconds: 3_000_000)) { readings, _ in told.append(readings.words) }
        #expect(told == ["spo2=97 hr=140"])
        #expect(stream.ledger.unproven == 1)
    }

    /// The slowest rate a host can ask for: a frame a second.
    @Test func atAFrameASecondItIsLockedInItsTimeAndTellsASecondLater() {
        var stream = DeviceStream(.berryV15)
        var told: [Int64] = []
        for second in 0..<25 {
            let batch = SimulatedOthers.berryV15(.init(spO2: 97, heartRate: 140), number: second, wave: 40)
            let now = Int64(second) * 1_000_000
            stream.feed(bytes: batch.span, at: .init(microseconds: now)) { _, at in told.append(at.second) }
            #expect(stream.isLocked == (second >= 19))
        }
        #expect(told == [19, 20, 21, 22])
        #expect(DeviceProtocol.berryV15.timeToLock == .seconds(20))
    }
}
