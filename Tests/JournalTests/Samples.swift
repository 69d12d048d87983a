@testable import Alarms
import Charts
import Foundation
import Journal
import Testing
import Vitals

/// A directory of its own for one test, gone when the test ends.
final class TemporaryDirectory {
    let path: String
    init() throws {
        path = FileManager.default.temporaryDirectory.path + "/journal-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    }
    deinit { try? FileManager.default.removeItem(atPath: path) }

    var state: String { path + "/state" }
    var journal: String { state + "/journal.sqlite" }
}

/// The moment everything is counted from: 2026-11-21T22:00:00Z.
let base = WallInstant(microseconds: 1_795_298_400_000_000)

func tick(_ second: Int64) -> Tick {
    Tick(monotonic: MonotonicInstant(microseconds: 5_000_000 + second * 1_000_000), wall: wall(second))
}

func wall(_ second: Int64) -> WallInstant { base.advanced(by: .seconds(second)) }

let ward = WardNames(admissions: ["adm-a", "adm-b"], sources: ["bedside", "drop"])

let runRecord = RunRecord(
    bootID: "boot-1", startedAt: tick(0), build: "test", configurationHash: "c", rulesHash: "r", chartHash: "h")

/// A store with a run begun, on a ward of two children and two sources.
func openStore(_ directory: TemporaryDirectory, names: WardNames = ward) throws -> JournalStore {
    let store = try JournalStore(directory: directory.state, now: base)
    try store.beginRun(runRecord, names: names)
    return store
}

let score = ScoreSnapshot(
    ageBand: AgeBand(rawValue: 1), spO2: ScoreMember(value: 91.005, score: .missing, age: .milliseconds(1_500)),
    heartRate: ScoreMember(value: nil, score: .unscorable, age: .zero),
    respiratoryRate: ScoreMember(value: 0.1 + 0.2, score: .missing, age: .seconds(59)),
    respiratoryDistress: .missing, oxygen: .missing, systolicBloodPressure: .missing, capillaryRefill: .missing,
    partialSum: 4, minimumTotal: 4,
    maximumTotal: 20)

func transition(
    _ sequence: UInt32 = 1, _ event: AlarmEvent = .fired, _ state: AlarmState = .firing, priority: Priority = .high,
    subject: AlarmSubject = .child(ChildIndex(0)), audience: Audience = .team, at second: Int64 = 0
) -> AlarmTransition {
    var transition = AlarmTransition(
        .chartSpO2Low, subject, event, at: tick(second), startedAt: tick(second - 30), firedAt: tick(second))
    transition.state = state
    transition.stage = .severe
    transition.priority = priority
    transition.roles = audience == .team ? .primaryNurse : .hubOnly
    transition.episodeSequence = sequence
    transition.triggerValue = 88
    transition.latestValue = 87.5
    transition.worstValue = 85
    transition.threshold = 91
    transition.latestAt = tick(second).monotonic
    transition.quality = [.motion]
    transition.lateness = .milliseconds(250)
    transition.window = WindowCounts(seconds: 30, valid: 30, breaching: 28)
    transition.nearMissCount = 2
    transition.score = score
    return transition
}

func alert(
    _ id: String, episode: String = "episode-1", admission: String? = "adm-a", key: String = "dedup",
    _ transition: AlarmTransition
) -> Alert {
    Alert(
        transition: transition, id: id, episodeID: episode, dedupKey: key, admissionID: admission,
        line: #"{"id":"\#(id)"}"#)
}

/// An endpoint that serves every role.
extension OwedEndpoint: ExpressibleByStringLiteral {
    public init(stringLiteral name: String) { self.init(name) }
}

func reading(
    _ spO2: Double? = 97, at second: Int64 = 0, child: UInt32? = 0, source: UInt16 = 0,
    _ disposition: ReadingRecord.Disposition = .accepted, row: DocumentRowNumber? = nil, measured: WallInstant? = nil,
    implausible: VitalSignSet = []
) -> ReadingRecord {
    var set = ReadingSet(quality: [.smartPoint, .weakSignal], measuredAt: measured)
    set[.spO2] = spO2
    set[.heartRate] = spO2 == nil ? nil : 120
    return ReadingRecord(
        readings: set, arrival: Arrival(source: SourceIndex(source), at: tick(second).monotonic, row: row),
        arrivedWall: wall(second), child: child.map { ChildIndex($0) }, disposition: disposition,
        implausible: implausible)
}

/// Everything a reader sees, as texts.
func alertIDs(_ directory: String) throws -> [String] {
    var ids: [String] = []
    try ReadOnlyJournal(directory: directory).alerts { ids.append($0.alertID) }
    return ids
}

func readingRows(_ directory: String, _ window: JournalWindow = JournalWindow()) throws -> [ReadingRow] {
    var rows: [ReadingRow] = []
    try ReadOnlyJournal(directory: directory).readings(window) { rows.append($0) }
    return rows
}

/// The kind of the journal's error that `body` throws; `nil` when it throws none.
func errorKind(_ body: () throws -> Void) -> JournalError.Kind? {
    do {
        try body()
        return nil
    } catch {
        return (error as? JournalError)?.kind
    }
}
