import Alarms
import Charts
import Decoders
import Foundation
import Journal
import Register
import Testing
import Vitals
import DeviceSimulators

@testable import WardDaemon

/// What people asked outlives the process, and every run replays with its commands.
@Suite(.serialized) struct RestartTests {
    private func admission(_ id: String) throws -> AdmissionForm {
        var form = AdmissionForm(bornOn: try #require(CivilDate("2021-05-04")))
        form.id = id
        form.limits = [
            LimitForm(sign: .spO2, side: .low, value: 88, reason: "agreed"),
            LimitForm(sign: .heartRate, side: .low, value: 60, reason: "agreed"),
            LimitForm(sign: .heartRate, side: .high, value: 180, reason: "agreed"),
        ]
        return form
    }

    @Test func aChildWhoCameByCommandIsMonitoredAndStaysOverARestart() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        let admitted = try ward.ask(.admit(try admission("adm-new")))
        #expect(admitted.isDone && admitted.admissionID == "adm-new", "\(admitted.message)")
        #expect(try ward.ask(.concern(child: "adm-new", from: .staff, note: "pale")).isDone)
        ward.stop()
        #expect(try ward.messages().contains { $0.family.hasPrefix("concern") && $0.text.contains("adm-new") })
        #expect(try ward.replayedLines() == ward.alertLines())

        try ward.start()
        let again = try ward.ask(.admit(try admission("adm-new")))
        #expect(!again.isDone, "the pseudonym is taken")
        #expect(try ward.ask(.carerAnswer(child: "adm-new", .worse, note: nil), as: .parent).isDone)
        ward.stop()
        let concerns = try ward.messages().filter { $0.family.hasPrefix("concern") && $0.text.contains("adm-new") }
        #expect(concerns.filter { $0.event == "fired" }.count == 1, "it is one episode")
        #expect(concerns.contains { $0.event == "renewed" })
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func anAcknowledgementHoldsOverARestartAndThenRunsOut() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        let episode = try #require(
            try ward.ask(.concern(child: "adm-a", from: .parent, note: nil), as: .parent).episodeID)
        #expect(try ward.ask(.acknowledge(episode: episode, minutes: 6, note: nil)).isDone)
        ward.stop()
        let before = try ward.messages().filter { $0.episodeID == episode }.count
        try ward.start()
        // Two minutes of the ward: still taken, nobody is called.
        usleep(2_000_000)
        #expect(try ward.messages().filter { $0.episodeID == episode }.count == before)
        let hasRunOut = try ward.wait { try ward.messages().contains { $0.event == "ack_expired" } }
        #expect(hasRunOut)
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aPauseHoldsOverARestartAndEndsByItself() throws {
        let ward = try RunningWard(speed: 60)
        try ward.start()
        #expect(try ward.ask(.pause(child: "adm-a", minutes: 10, reason: "bath")).isDone)
        ward.stop()
        try ward.start()
        // Silence of adm-b warns after five minutes; that of adm-a waits for its pause.
        let isTold = try ward.wait {
            try ward.messages().contains { $0.family.hasPrefix("tech.silence") && $0.text.contains("adm-b") }
        }
        #expect(isTold)
        let isEarly = try ward.messages().contains {
            $0.family.hasPrefix("tech.silence") && $0.text.contains("adm-a") && $0.event == "fired"
        }
        #expect(!isEarly)
        ward.stop()
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func observationsStandOverARestart() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        var form = ObservationForm()
        form.respiratoryRate = 30
        form.respiratoryDistress = .moderate
        form.oxygen = .air
        form.capillaryRefill = 2
        form.consciousness = .alert
        #expect(try ward.ask(.observe(child: "adm-b", form)).isDone)
        ward.stop()
        try ward.start()
        let well = SimulatedOximeter(.noninDF2, [SimulatedOximeter.Waypoint(0, spO2: 98, heartRate: 90)])
        // What was entered has an alarm open: a device changes hands only when a person says so.
        #expect(try !ward.ask(.bind(source: "oximeter", child: "adm-b", isConfirmed: false)).isDone)
        let bound = try ward.ask(.bind(source: "oximeter", child: "adm-b", isConfirmed: true))
        #expect(bound.isDone, "\(bound.message)")
        ward.play(well, seconds: 0..<4)
        usleep(700_000)
        ward.stop()
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let standing = try ward.journal().wardStanding(coverageSince: now, now: now).children
        let score = try #require(standing.first { $0.admissionID == "adm-b" }?.score)
        #expect(score.spO2.score != .missing, "of the second run")
        #expect(score.respiratoryDistress.score != .missing && score.capillaryRefill.score != .missing)
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func oxygenOfADroppedFileStandsOverARestart() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        ward.stop()
        try ward.record(oxygen: .level(.litresPerMinute(2)), of: ChildIndex(1), source: "drop")
        try ward.start()
        usleep(700_000)
        ward.stop()
        let now = WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
        let standing = try ward.journal().wardStanding(coverageSince: now, now: now).children
        let score = try #require(standing.first { $0.admissionID == "adm-b" }?.score)
        #expect(score.oxygenSupport == .level(.litresPerMinute(2)) && score.oxygen.score == .scored(.two))
        #expect(standing.first { $0.admissionID == "adm-a" }?.score?.oxygenSupport == nil)
        #expect(try ward.replayedLines() == ward.alertLines())
    }

    @Test func aCommandTheRunWasCutOffWithIsGivenAgain() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        ward.stop()
        // On record, and then the power fails: the evaluator never heard of it.
        try ward.record(
            WardCommand(
                .concern(child: "adm-a", from: .parent, note: "still grey"), by: Person(name: "Mum", role: .parent)))
        #expect(try ward.messages().isEmpty)
        try ward.start()
        let isTold = try ward.wait { try ward.messages().contains { $0.family.hasPrefix("concern") } }
        #expect(isTold)
        ward.stop()
        try ward.start()
        usleep(300_000)
        ward.stop()
        #expect(try ward.messages().filter { $0.family.hasPrefix("concern") && $0.event != "reminded" }.count == 1)
    }

    @Test func aDamagedRegisterIsNotStartedWith() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        #expect(try ward.ask(.quiet(child: "adm-a", minutes: 10, reason: "asleep at last")).isDone)
        ward.stop()
        let path = ward.folder + "/state/register"
        var bytes = try [UInt8](Data(contentsOf: URL(fileURLWithPath: path)))
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        chmod(path, 0o600)
        #expect(throws: RegisterFileError.self) { try ward.start() }
    }

    @Test func aFamilysTapIsOnRecordAndChangesNothingElse() throws {
        let ward = try RunningWard(speed: 1)
        try ward.start()
        #expect(try ward.ask(.muteSound(child: "adm-a"), as: .parent).isDone)
        ward.stop()
        var rows: [CommandRow] = []
        try ward.journal().commands { rows.append($0) }
        #expect(
            rows.map(\.kind) == ["mute-sound"] && rows.map(\.outcome) == ["done"] && rows.map(\.byRole) == ["parent"])
        #expect(try ward.messages().isEmpty)
    }
}
