import Charts
import Foundation
import Journal
import Register
import Testing
import Vitals

@testable import WardDaemon

/// A child who has left is erased from everything a real daemon wrote of it.
@Suite(.serialized) struct ErasureTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"

    private func now() -> WallInstant { WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) }

    private func erase(_ child: String, _ ward: RunningWard) throws -> Erasure.Account {
        let order = ErasureOrder(admissionID: child, byName: "R. Ward", reason: "asked by the family", at: now())
        return try Erasure(try ward.ward(), order).run()
    }

    private func refusal(_ child: String, _ ward: RunningWard) throws -> String? {
        do {
            _ = try erase(child, ward)
            return nil
        } catch let refusal as Erasure.Refusal {
            return refusal.description
        }
    }

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

    @Test func nothingNamesAChildWhoWasErasedAndTheOthersGoOn() throws {
        let ward = try RunningWard(speed: 1, receivers: ["team": everyRole])
        try ward.start()
        let child = "adm-gone7"
        #expect(try ward.ask(.admit(try admission(child))).isDone)
        let episode = try #require(
            try ward.ask(.concern(child: child, from: .parent, note: "pale"), as: .parent).episodeID)
        #expect(try ward.ask(.concern(child: "adm-b", from: .staff, note: "grey")).isDone)
        try ward.drop("measured_at,child,temp\n\(now()),\(child),37.1\n\(now()),adm-b,36.9\n", as: "t.csv")
        let isDropped = ward.wait {
            FileManager.default.fileExists(atPath: ward.folder + "/drop/accepted/t.csv.receipt.json")
        }
        #expect(isDropped)
        #expect(try ward.ask(.acknowledge(episode: episode, minutes: 5, note: nil)).isDone)

        // On the ward nothing is erased, and neither while the daemon runs.
        #expect(try refusal(child, ward)?.contains("is on the ward") == true)
        #expect(try ward.ask(.close(episode: episode, reason: "seen"), as: .doctor).isDone)
        #expect(try ward.ask(.discharge(child: child, reason: "well")).isDone)
        let isAccepted = try ward.wait { try ward.journal().undeliveredCount() == 0 }
        #expect(isAccepted)
        let locked = #expect(throws: JournalError.self) { _ = try erase(child, ward) }
        #expect(locked?.kind == .locked)
        ward.stop()

        #expect(try refusal("adm-b", ward)?.contains("is in the configuration") == true)
        #expect(try refusal("adm-nobody", ward)?.contains("Nothing is on record") == true)
        let account = try erase(child, ward)
        #expect(account.left == [] && account.recordings >= 1 && account.droppedFiles == 2)
        #expect(try everyByteNames(child, under: ward.folder) == [])
        #expect(try everyByteNames("adm-b", under: ward.folder + "/state") != [])

        let journal = try ward.journal()
        let check = try journal.checkAudit()
        #expect(check.isSound, "\(check.defects)")
        #expect(try !ward.messages().contains { $0.text.contains(child) })
        #expect(try ward.messages().contains { $0.text.contains("adm-b") })
        // Once more is no harm, and a new daemon goes on with the others.
        #expect(try erase(child, ward).left == [])
        try ward.start()
        #expect(try ward.ask(.concern(child: "adm-a", from: .staff, note: "after")).isDone)
        ward.stop()
        #expect(try ward.journal().checkAudit().isSound)
    }

    /// The files of a ward that have a text in any of their bytes; what the receiver was sent is not the hub's.
    private func everyByteNames(_ text: String, under folder: String) throws -> [String] {
        let names = try #require(FileManager.default.enumerator(atPath: folder)).compactMap { $0 as? String }
        return names.filter { name in
            guard name.hasPrefix("state") || name.hasPrefix("drop") || folder.hasSuffix("state") else { return false }
            guard let bytes = try? Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)) else { return false }
            return bytes.range(of: Data(text.utf8)) != nil
        }
    }
}
