import DeviceSimulators
import Foundation
import Journal
import Ports
import Testing
import Vitals

@testable import WardDaemon

/// Rows nobody is told of wait for one another.
@Suite struct WaitingRowsTests {
    private let ward: RunningWard

    /// The ward's clock makes twelve seconds of life of the minute they may wait.
    init() throws { ward = try RunningWard(speed: 5) }

    private func count() throws -> Int {
        var count = 0
        try ward.journal().readings { _ in count += 1 }
        return count
    }

    @Test func theyWaitUntilSomebodyLooksOrSomethingIsDecidedOrAFileComes() throws {
        try ward.start()
        var second = 0
        func play(_ count: Int) {
            ward.play(.desaturation, seconds: second..<second + count)
            second += count
        }

        let isOnRecord = try ward.wait {
            play(4)
            return try ward.ask("").isDone && count() > 0
        }
        try #require(isOnRecord)
        var shown = try count()
        play(10)
        // Twice as long as the journal takes to look round.
        let isHurried = try ward.wait(seconds: 1) { try count() >= shown + 8 }
        #expect(!isHurried)
        let answer = try ward.ask("")
        #expect(answer.isDone && answer.message.contains("is watched"))
        #expect(try count() >= shown + 8, "whoever looks sees all of them")

        shown = try count()
        play(10)
        let isTold = try ward.ask(.concern(child: "adm-b", from: .parent, note: nil), as: .parent).isDone
        #expect(isTold)
        #expect(try ward.wait(seconds: 3) { try count() >= shown + 8 }, "a decision takes them with it")

        shown = try count()
        play(10)
        try ward.drop("measured_at,child,temp\n\(PortClock.life.now().wall),adm-b,37.0\n", as: "one.csv")
        #expect(try ward.wait(seconds: 3) { try count() >= shown + 9 }, "a file waits for nothing")

        shown = try count()
        play(10)
        ward.stop()
        #expect(try count() >= shown + 8, "a stop leaves none behind")
    }

    @Test func countersWaitOnWhereTheClockAloneWritesRows() throws {
        // A minute of this ward is a second.
        let ward = try RunningWard(speed: 60)
        let well = SimulatedOximeter(.noninDF2, [SimulatedOximeter.Waypoint(0, spO2: 98, heartRate: 110)])
        var second = 0
        func play() {
            ward.play(well, seconds: second..<second + 5)
            second += 5
        }
        func rowCount() throws -> Int {
            var count = 0
            try ward.journal().readings { _ in count += 1 }
            return count
        }
        func counted() throws -> UInt64? {
            let standing = try ward.journal().sourceStandings().first { $0.name == "oximeter" }
            return standing?.counters.first { $0.name == "readings.received" }?.value
        }
        try ward.start()
        let isCounted = try ward.wait {
            play()
            return try ward.ask("").isDone && counted() != nil
        }
        try #require(isCounted)
        // Where something is decided meanwhile they are written with it, and it is looked again.
        var before = try counted()
        let isWrittenWithout = try ward.wait(seconds: 40) {
            before = try counted()
            let shown = try rowCount()
            for _ in 0..<6 {
                play()
                usleep(500_000)
            }
            return try rowCount() >= shown + 20 && counted() == before
        }
        #expect(isWrittenWithout)
        let isAsked = try ward.ask("").isDone
        #expect(isAsked)
        #expect(try counted() != before, "whoever looks sees them as they stand")
        ward.stop()
    }
}
