import Foundation
import Journal
import Register
import Testing
import Vitals
import WardDaemon

@testable import Alarms
@testable import spotward

/// A ward of two configured children with a journal of its own on disk, gone when the test ends.
final class RecordedWard {
    let folder: String
    let store: JournalStore
    private var commandCount: UInt32 = 0

    init() throws {
        folder = FileManager.default.temporaryDirectory.path + "/spotward-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/drop", withIntermediateDirectories: true)
        try Self.configuration.write(toFile: folder + "/ward.yaml", atomically: true, encoding: .utf8)
        store = try JournalStore(directory: folder + "/state", now: Night.three)
        _ = try store.beginRun(
            RunRecord(
                bootID: "boot", startedAt: Night.tick(-60), build: "test", configurationHash: "c", rulesHash: "r",
                chartHash: "h"),
            names: WardNames(admissions: ["adm-a", "adm-b"], sources: ["bedside", "drop", "entered"]))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var configuration: String { folder + "/ward.yaml" }

    /// The names a test asks for by `SPOTWARD_CONFIG` would be those of another ward: always by option.
    func survey() throws -> JournalSurvey {
        var place = HubPlace()
        place.config = configuration
        return try JournalSurvey(ward: try place.ward())
    }

    /// The commands left in the drop folder.
    func dropped() throws -> [WardCommand] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/drop").sorted().map { name in
            let text = try String(contentsOfFile: folder + "/drop/" + name, encoding: .utf8)
            return try WardCommand(line: String(text.dropLast()))
        }
    }

    private static let configuration = """
        hub: {id: hub-1, phone: 0300 000 0000}
        state: state
        admissions:
          - id: adm-a
            born_on: 2024-03-02
            admitted_at: 2026-11-20T09:00:00Z
            label: K
            limits:
              - {vital_sign: spo2, low: 85, author: Dr Singh, reason: agreed}
            floors_declined: {by: Dr Singh, reason: as on the chart}
          - id: adm-b
            born_on: 2017-08-30
            admitted_at: 2026-11-20T16:30:00Z
            floors_declined: {by: Dr Singh, reason: as on the chart}
        ports:
          devices:
            - {name: bedside, path: ports/bedside, profile: contec-cms50e, child: adm-a}
          folders:
            - {name: drop, path: drop}
        endpoints:
          - {name: team, url: "https://127.0.0.1:8443/", secret_file: secret.txt, roles: [primary, second, in-charge, escalation, operations]}
          - {name: review, url: "https://127.0.0.1:8444/", secret_file: secret.txt, roles: [reviewer]}

        """

    /// Puts a command on record; its number in the run.
    @discardableResult
    func command(
        _ deed: WardCommand.Deed, by person: Person = RequestTests.mensah, at seconds: Int64, episode: String? = nil
    ) throws -> CommandNumber {
        commandCount += 1
        let number = CommandNumber(commandCount)
        var command = WardCommand(deed, by: person)
        command.at = Night.at(seconds)
        _ = try store.append(
            command: CommandEntry(
                number: number, at: Night.tick(seconds), kind: deed.kind.rawValue, admissionID: deed.child,
                episodeID: episode, byName: person.name, byRole: person.role.rawValue, line: command.line,
                origin: .socket))
        return number
    }

    /// Puts transitions of an episode on record, owed as the configuration has it.
    func commit(
        _ episode: Character, of child: String? = "adm-a", _ transitions: [AlarmTransition],
        _ more: JournalBatch = JournalBatch()
    )
        throws
    {
        var batch = more
        batch.alerts += transitions.enumerated().map { index, given in
            var transition = given
            transition.episodeSequence = UInt32(index + 1)
            let who = transition.condition == .concern ? #","concern":{"who":"parent"}"# : ""
            return Alert(
                transition: transition, id: String(repeating: episode, count: 30) + "-\(index)",
                episodeID: String(repeating: episode, count: 32), dedupKey: "key-\(episode)", admissionID: child,
                line: #"{"data":{"condition":{"rule_text":"the rule in words"}\#(who)}}"#)
        }
        batch.endpoints = [
            OwedEndpoint("team", roles: RoleSet.all.subtracting(.reviewer)), OwedEndpoint("review", roles: .reviewer),
        ]
        _ = try store.commit(batch)
    }
}
