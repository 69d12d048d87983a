import Alarms
import Foundation
import GRDB
import Testing
import Vitals

@testable import Journal

@Suite struct RestoreTests {
    let directory: TemporaryDirectory
    init() throws { directory = try TemporaryDirectory() }

    @Test func exactlyTheOpenEpisodesComeBackAsTheirLastTransitionLeftThem() throws {
        let store = try openStore(directory)
        let open = transition(3, .raised, .firing, priority: .critical, at: 20)
        let easing = transition(2, .lowered, .resolving, subject: .child(ChildIndex(1)), at: 21)
        _ = try store.commit(
            JournalBatch(alerts: [
                alert("a1", episode: "a", transition(1)), alert("b1", episode: "b", transition(1)),
                alert("a2", episode: "a", transition(2, .unknown)),
                alert("b2", episode: "b", transition(2, .resolved, .resolved)),
                alert("c1", episode: "c", admission: "adm-b", transition(1, subject: .child(ChildIndex(1)))),
                alert("c2", episode: "c", admission: "adm-b", easing),
                alert("a3", episode: "a", open),
                alert("d1", episode: "d", transition(1, audience: .hub)),
                alert("d2", episode: "d", transition(2, .resolved, .resolved, audience: .hub)),
            ]))
        try store.close()
        let restarted = try openStore(directory)
        let episodes = try restarted.openEpisodes(in: ward)
        #expect(episodes.transitions == [easing, open])
        #expect(episodes.vanished.isEmpty)
        try restarted.close()
    }

    @Test(arguments: ["substr(fold_state, 2)", "replace(fold_state, 'firedAt', 'giredAt')", "''"])
    func anEpisodeThatCannotBeReadKeepsTheOthersFromNothing(damage: String) throws {
        let store = try openStore(directory)
        let open = transition(1, priority: .critical, subject: .child(ChildIndex(1)))
        _ = try store.commit(
            JournalBatch(
                alerts: [
                    alert("a1", episode: "a", transition(1, priority: .critical)),
                    alert("b1", episode: "b", admission: "adm-b", open),
                ], endpoints: ["team"]))
        try store.write("damage") { db in
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(sql: "UPDATE transitions SET fold_state = \(damage) WHERE episode_id = 'a'")
        }
        let episodes = try store.openEpisodes(in: ward)
        #expect(episodes.transitions == [open] && episodes.unreadable == ["a"] && episodes.vanished.isEmpty)
        #expect(try store.unheardAlerts().map(\.episodeID) == ["b"])
        try store.close()
    }

    @Test(arguments: ["boot-1", "boot-2"])
    func whatIsDueGoesByTheBootClockWhereItHasGoneOnAndByTheTimeOfDayElse(boot: String) throws {
        let store = try openStore(directory)
        var taken = transition(2, .acknowledged, .acknowledged, at: 20)
        taken.ladderStartedAt = tick(0)
        taken.nextStepAt = tick(300)
        taken.acknowledgedUntil = tick(900)
        _ = try store.commit(JournalBatch(alerts: [alert("a1", transition(1)), alert("a2", taken)]))
        try store.close()
        // The clock was set back by an hour in between.
        let start = Tick(monotonic: tick(60).monotonic, wall: wall(60 - 3_600))
        let restarted = try JournalStore(directory: directory.state, now: start.wall)
        var record = runRecord
        record.bootID = boot
        record.startedAt = start
        try restarted.beginRun(record, names: ward)
        let found = try #require(try restarted.openEpisodes(in: ward).transitions.first)
        let moved: Int64 = boot == "boot-1" ? -3_600 : 0
        #expect(found.ladderStartedAt?.wall == wall(moved))
        #expect(found.nextStepAt?.wall == wall(300 + moved))
        #expect(found.acknowledgedUntil?.wall == wall(900 + moved))
        // They name the episode.
        #expect(found.startedAt == taken.startedAt && found.firedAt == taken.firedAt && found.at == taken.at)
        try restarted.close()
    }

    @Test(arguments: ["substr(kind, 2)", "replace(kind, 'carer', 'barer')", "''"])
    func aNoticeThatCannotBeReadIsAsIfItHadNotBeenToldAndIsSaid(damage: String) throws {
        let store = try openStore(directory)
        let notices = [
            Notice(.carerAsked, of: ChildIndex(0), at: tick(3)), Notice(.carerAsked, of: ChildIndex(1), at: tick(4)),
        ]
        _ = try store.commit(JournalBatch(notices: notices))
        try store.write("damage") { db in
            for trigger in try String.fetchAll(db, sql: "SELECT name FROM sqlite_master WHERE type = 'trigger'") {
                try db.execute(sql: "DROP TRIGGER \(trigger)")
            }
            try db.execute(sql: "UPDATE notices SET kind = \(damage) WHERE admission_id = 'adm-a'")
        }
        #expect(try store.carerStandings(in: ward).mapValues(\.askedAt) == [ChildIndex(1): wall(4)])
        #expect(store.unreadable == ["the notice carer-asked of adm-a"])
        try store.close()
    }

    @Test func aNewJournalHasNothingToRestore() throws {
        let store = try openStore(directory)
        #expect(try store.openEpisodes(in: ward) == OpenEpisodes())
        #expect(try store.lastTimelyReadings(in: ward).isEmpty)
        try store.close()
    }

    @Test func childrenAndSourcesAreFoundByNameWhereverTheConfigurationHasMovedThem() throws {
        let store = try openStore(directory)
        let subjects: [(String?, AlarmSubject)] = [
            ("adm-a", .child(ChildIndex(0))), ("adm-b", .child(ChildIndex(1))),
            ("adm-b", .source(SourceIndex(0), ChildIndex(1))), (nil, .source(SourceIndex(1), nil)), (nil, .hub),
            ("adm-b", .source(SourceIndex(1), ChildIndex(1))), ("adm-a", .source(SourceIndex(0), ChildIndex(0))),
        ]
        _ = try store.commit(
            JournalBatch(
                alerts: subjects.enumerated().map { index, pair in
                    alert("\(index)", episode: "\(index)", admission: pair.0, transition(subject: pair.1))
                }))
        // adm-a went home, the folder `drop` is gone, and a new child and a new source stand first.
        let changed = WardNames(admissions: ["adm-new", "adm-b"], sources: ["hall", "kitchen", "bedside"])
        let episodes = try store.openEpisodes(in: changed)
        #expect(
            episodes.transitions.map(\.subject) == [
                .child(ChildIndex(1)), .source(SourceIndex(2), ChildIndex(1)), .hub,
            ])
        #expect(episodes.vanished.map(\.episodeID) == ["0", "3", "5", "6"])
        #expect(episodes.vanished.map(\.admissionID) == ["adm-a", nil, "adm-b", "adm-a"])
        #expect(episodes.vanished.map(\.sourceName) == [nil, "drop", "drop", "bedside"])
        try store.close()
    }

    @Test func theLastTimelyReadingIsTheNewestUsableOneOfEachChild() throws {
        let store = try openStore(directory)
        _ = try store.commit(
            JournalBatch(readings: [
                reading(at: 10), reading(at: 30, measured: wall(25)), reading(at: 20),
                reading(at: 40, .retrospective), reading(nil, at: 41, .valueless),
                reading(at: 42, child: nil, .unassigned),
                reading(nil, at: 43), reading(nil, at: 44, .refusedRow),
            ]))
        #expect(try store.lastTimelyReadings(in: ward) == [ChildIndex(0): wall(25)])
        // Never after its arrival, never back.
        _ = try store.commit(JournalBatch(readings: [reading(at: 50, measured: wall(54)), reading(at: 7, child: 1)]))
        _ = try store.commit(JournalBatch(readings: [reading(at: 49)]))
        #expect(try store.lastTimelyReadings(in: ward) == [ChildIndex(0): wall(50), ChildIndex(1): wall(7)])
        try store.close()

        let restarted = try openStore(directory, names: WardNames(admissions: ["adm-b"], sources: []))
        let moved = try restarted.lastTimelyReadings(in: WardNames(admissions: ["adm-c", "adm-b"], sources: []))
        #expect(moved == [ChildIndex(1): wall(7)])
        try restarted.close()
    }

    @Test(arguments: [-86_400, -3_600, -1, 0, 1, 3_600], ["boot-1", "boot-2"])
    func theLastReadingGoesByTheBootClockAndOverANewBootByWhicheverClockHasSeenMorePass(step: Int64, boot: String)
        throws
    {
        let store = try openStore(directory)
        // The second was measured 20 s before it came, and the clock was set back in between.
        _ = try store.commit(JournalBatch(readings: [reading(at: 10), reading(at: 7, child: 1)]))
        var set = reading(at: 100, measured: wall(80 - 7_200))
        set.arrivedWall = wall(100 - 7_200)
        _ = try store.commit(JournalBatch(readings: [set]))
        try store.close()
        func restart(at second: Int64, boot: String) throws -> [ChildIndex: WallInstant] {
            let start = Tick(monotonic: tick(second).monotonic, wall: wall(second + step))
            let restarted = try JournalStore(directory: directory.state, now: start.wall)
            var record = runRecord
            record.bootID = boot
            record.startedAt = start
            try restarted.beginRun(record, names: ward)
            defer { try? restarted.close() }
            return try restarted.lastTimelyReadings(in: ward)
        }
        // Seconds before the first start of the boot: by the boot clock while it goes on; else by the time of day, or what the boot
        // before had seen pass between a reading and the newest of all.
        var ages: [Int64] = boot == "boot-1" ? [130 - 80, 130 - 7] : [max(120 + step, 0), max(123 + step, 80 - 7)]
        func found(at second: Int64) -> [ChildIndex: WallInstant] {
            Dictionary(
                uniqueKeysWithValues: ages.enumerated().map { (ChildIndex(UInt32($0)), wall(second + step - $1)) })
        }
        #expect(try restart(at: 130, boot: boot) == found(at: 130))
        // A run without a reading in between changes nothing.
        #expect(try restart(at: 140, boot: boot) == found(at: 130))
        // The boot before has seen ten seconds more pass than at its first start.
        ages = zip([140, 143], ages).map { max($0 + step, $1 + 10) }
        #expect(try restart(at: 150, boot: "boot-3") == found(at: 150))
        // What another boot's clock said is not taken for what this one's says.
        ages = zip([150, 153], ages).map { max($0 + step, $1) }
        #expect(try restart(at: 160, boot: "boot-1") == found(at: 160))
    }
}
