import Alarms
import GRDB
import Vitals

/// The episodes that were open when the hub last stopped.
public struct OpenEpisodes: Sendable, Hashable {
    /// The last transition of each, oldest episode first, latched ones among them, with the indices of the present ward. Monotonic
    /// instants are those of the boot they were written in: place them by their wall instants. Where that boot goes on, what is
    /// due has the time of day that it has now.
    public var transitions: [AlarmTransition] = []
    /// Open episodes whose child or source is configured no more.
    public var vanished: [VanishedEpisode] = []
    /// Ids of open episodes whose last transition cannot be read: a bit flipped that left SQLite's page sound. What is still true of
    /// the child fires anew.
    public var unreadable: [String] = []
}

/// An open episode that nobody watches now.
public struct VanishedEpisode: Sendable, Hashable {
    public var episodeID: String
    public var admissionID: String?
    public var sourceName: String?
    /// As it was stored; the indices in it mean nothing now.
    public var transition: AlarmTransition
}

extension JournalStore {
    /// The last transition of every episode that is not over, and of those that are over and latched: ended at P1 or P2,
    /// taken by nobody, and the newest of their condition.
    ///
    /// - Parameter condition: of this kind alone.
    public func openEpisodes(
        of condition: ConditionKind? = nil, in names: WardNames
    ) throws(JournalError) -> OpenEpisodes {
        let run = currentRun.number
        return try read("restore the open episodes") { db in
            let rows = try Row.fetchCursor(
                db,
                sql: """
                    SELECT episode_id, admission_id, source_name, fold_state, written.boot_id = now.boot_id AS is_of_this_boot,
                      now.started_mono_us, now.started_wall_us
                    FROM (\(AlertRow.open)) t JOIN runs written ON written.run = t.run JOIN runs now ON now.run = ?2
                    WHERE ?1 IS NULL OR condition = ?1 ORDER BY seq
                    """, arguments: [condition.map { "\($0.family)" }, run])
            var episodes = OpenEpisodes()
            while let row = try rows.next() {
                guard var transition = try? FoldState.value(AlarmTransition.self, from: row.words("fold_state")) else {
                    episodes.unreadable.append(row.words("episode_id"))
                    continue
                }
                if row["is_of_this_boot"] {
                    transition.placeWhatIsDue(by: Tick(row))
                }
                let admission: String? = row["admission_id"]
                let source: String? = row["source_name"]
                if let subject = transition.subject.renamed(admission: admission, source: source, in: names) {
                    transition.subject = subject
                    episodes.transitions.append(transition)
                } else {
                    episodes.vanished.append(
                        VanishedEpisode(
                            episodeID: row["episode_id"], admissionID: admission, sourceName: source,
                            transition: transition))
                }
            }
            return episodes
        }
    }

    /// The newest number given to an alert.
    public func lastHubSequence() throws(JournalError) -> UInt64 {
        try read("look for the newest number") { db in
            UInt64(clamping: try Int64.fetchOne(db, sql: "SELECT last_hub_seq FROM hub") ?? 0)
        }
    }

    /// When each child of the ward last gave a reading in time, as the time of day is now: measured where the device says when, else
    /// arrived. The boot clock says when that was, whatever was done to the time of day; what was before this boot stands where the start
    /// put it. Children who never did are absent.
    public func lastTimelyReadings(in names: WardNames) throws(JournalError) -> [ChildIndex: WallInstant] {
        let run = currentRun.number
        return try read("restore the last readings") { db in
            let statement = try db.cachedStatement(
                sql: """
                    SELECT last_timely_wall_us, last_timely_mono_us, started_wall_us, started_mono_us
                    FROM admissions, runs WHERE admission_id = ? AND runs.run = ? AND last_timely_wall_us IS NOT NULL
                    """)
            var readings: [ChildIndex: WallInstant] = [:]
            for (index, admission) in names.admissions.enumerated() {
                guard let row = try Row.fetchOne(statement, arguments: [admission, run]) else { continue }
                let onBootClock = (row["last_timely_mono_us"] as Int64?).map {
                    Tick(row).wall(at: MonotonicInstant(microseconds: $0))
                }
                readings[ChildIndex(UInt32(index))] =
                    onBootClock ?? WallInstant(microseconds: row["last_timely_wall_us"])
            }
            return readings
        }
    }
}

extension Tick {
    /// When the run of this row began.
    fileprivate init(_ row: Row) {
        self.init(
            monotonic: MonotonicInstant(microseconds: row["started_mono_us"]),
            wall: WallInstant(microseconds: row["started_wall_us"]))
    }
}

extension AlarmTransition {
    /// The boot clock has gone on since it was written, whatever was done to the time of day: nobody keeps an alarm for longer, and
    /// no step comes later, because the clock was set. The instants that name the episode stay as they are.
    fileprivate mutating func placeWhatIsDue(by start: Tick) {
        for path in [\AlarmTransition.ladderStartedAt, \.nextStepAt, \.acknowledgedUntil] {
            self[keyPath: path] = self[keyPath: path].map { start.moved(to: $0.monotonic) }
        }
    }
}

extension AlarmSubject {
    /// This subject with the indices that the stored names have now; `nil` when one of them is gone.
    func renamed(admission: String?, source: String?, in names: WardNames) -> AlarmSubject? {
        let child = admission.flatMap(names.child(named:))
        if admission != nil, child == nil { return nil }
        switch self {
        case .child:
            return child.map(AlarmSubject.child)
        case .source:
            guard let source, let index = names.source(named: source) else { return nil }
            return .source(index, child)
        case .hub:
            return .hub
        }
    }
}

extension AlertRow {
    /// The last transition of every episode that is open or latched. The first half reads an index alone but for what it
    /// gives, the second half an index of latched rows. (SQLite takes the bare columns of a group from the row that holds
    /// its maximum.)
    static let open = """
        SELECT t.* FROM (
          SELECT episode_id, max(episode_seq) AS episode_seq, state FROM transitions GROUP BY episode_id) last
        JOIN transitions t USING (episode_id, episode_seq) WHERE last.state NOT IN ('resolved', 'void')
        UNION ALL
        SELECT t.* FROM transitions t WHERE t.latched = 1 AND t.state = 'resolved'
          AND t.seq = (SELECT max(n.seq) FROM transitions n WHERE n.dedup_key = t.dedup_key)
        """
}
