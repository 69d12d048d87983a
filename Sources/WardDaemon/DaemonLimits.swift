/// The named bounds of the pipeline. Each queue between two stages holds this much and no more.
public enum DaemonLimits {
    /// Live inputs waiting for the evaluator: minutes of a ward's readings.
    public static let liveInputs = 8192
    /// Commands whose texts are in memory, the newest: a transition names the command that made it within a tick.
    static let commandTexts = 1024
    /// Commands waiting for a tick: more than people give in a second.
    public static let commands = 256
    /// Document rows waiting for a tick, and so the most that one tick lets in: a reading waits for so many rows at most.
    public static let documentRows = 128
    /// Document rows handed over and not yet committed; the intake waits beyond it. As many as four of the journal's
    /// transactions take: more made no file quicker, and what ever waited in a ring stays in memory.
    public static let uncommittedRows = 4_096
    /// Rows or commands that wait for a tick in a replay: far more than a daemon hands over, also where its recording has holes.
    static let replayedWaiting = 1 << 20
    /// Files broken off and not yet gone on with that a replay remembers.
    static let replayedDocuments = 64
    /// Records waiting for the journal: eight times all uncommitted rows, so that a file alone can never fill it and a full hub's
    /// devices have four minutes of a disk that stands still. What was ever needed of a ring stays touched: this one is 5 MiB.
    public static let readingRecords = 32_768
    public static let scoreRecords = 8192
    /// Decisions waiting for the journal. What does not fit waits in memory: a decision is never dropped.
    public static let decisions = 1024
    /// Slices of port traffic waiting to be recorded.
    public static let recordingSlices = 8192
    /// Bytes of a recording that are written at once, about.
    static let recordingPiece = 65_536
    /// Account snapshots waiting for the journal: those of a full hub ten times over. One that is lost is told again.
    public static let accounts = 1024
    /// How often accounts are told at most. Rows of a file bring a tick each few milliseconds.
    static let accountPeriod: Duration = .milliseconds(900)
    /// Alerts in flight to receivers at once, of the urgent ones and of the others.
    public static let deliveriesInFlight = 64
    /// How long bytes may come without a lock before a line is called unreadable.
    static let noisePatience: Duration = .seconds(10)
    /// How far a device's clock must have moved against the hub's before it is told again. Clocks of whole seconds and lines
    /// that wait for one another make less.
    static let clockChange: Duration = .seconds(5)
    /// How long it waits for the evaluator or the journal before it looks again: shorter than half a ring takes.
    static let intakePauseMicroseconds: UInt32 = 100
    /// Bytes of a dropped file read at a time: some tenths of a millisecond of work, before which others go first.
    static let documentChunk = 16_384
    /// How often the log says how far a long file is.
    static let tellFileEvery: Duration = .seconds(10)
    /// How long rows are written in one transaction before it is ended. A decision ends it at once: it waits for the rows
    /// between two looks (`Journal.Limits.rowsBetweenLooks`).
    static let rowTime: Duration = .milliseconds(2)
    /// The most that is taken out of the rings for one such transaction; more than there is time for.
    static let committedRows = 1024
    static let committedScores = 32
    /// Decisions have transactions of their own, of so many at most.
    static let committedDecisions = 64
    /// Rows go on without the disk's word for so many pages (half a MiB), and no longer than there is something to do: an
    /// alert's commit has so much to wait for besides its own.
    static let unsyncedPages = 128
    /// How long the outbox is not looked through again when nothing was decided and nothing answered.
    static let lookPeriod: Duration = .milliseconds(250)
    /// How often the journal looks round when no alert and no file hurries it.
    static let commitPeriod: Duration = .milliseconds(500)
    /// How long readings, scores and counters may wait in memory when nothing is decided, no file waits for them and nobody
    /// looks; and how many readings there may be. Five pages of the log a write, whatever is in it: a hub's card lasts.
    static let rowPeriod: Duration = .seconds(60)
    static let waitingRows = 256
    /// How long counters wait on where rows are written by the clock alone.
    static let counterPeriod: Duration = .seconds(900)
    /// How often each stage is asked whether it goes on, where no service manager says.
    static let stagePeriod: Duration = .seconds(5)
    /// How often room is made before a start on a full disk is given up.
    static let openingAttempts = 64
    /// How often what is old is looked for.
    static let pruneEvery: Duration = .seconds(3_600)
    /// One small piece of it at a time.
    static let prunePieceEvery: Duration = .milliseconds(250)
    /// How often the room on the disk is measured.
    static let diskLookEvery: Duration = .seconds(1)
    /// How often it is looked whether the journal's file is still the one that is written to.
    static let fileLookEvery: Duration = .seconds(2)
    /// So long nothing that was decided could be written: that is told.
    static let undurableAfter: Duration = .seconds(5)
    /// How long a stop waits for deliveries in flight.
    static let stopPatience: Duration = .seconds(3)
    /// How soon after a heartbeat the next one comes while an urgent alarm waits for somebody to take it.
    static let heartbeatWhileUntaken: Duration = .seconds(10)
    /// How often it is looked whether a heartbeat is due.
    static let heartbeatLook: Duration = .seconds(1)
    /// So many starts in a row that ended just after they began: the next watches nobody and sends what is owed.
    static let startsBeforeSafeMode = 3
    /// A start that has lived for so long did not fail.
    static let startLives: Duration = .seconds(60)
    /// How long safe mode lasts before the whole ward is tried again.
    static let safeModeLasts: Duration = .seconds(15 * 60)
    /// How long an endpoint may take to answer the daily test.
    static let canaryPatience: Duration = .seconds(60)
    /// How often it is looked how far the daily test has come, and how often where it has failed.
    static let canaryLook: Duration = .seconds(1)
    static let canaryLookWhileFailing: Duration = .seconds(5)
    /// How often the files of certificates are read again, and how often while one of them is about to end or cannot be read:
    /// somebody puts another in its place.
    static let certificatesReadEvery: Duration = .seconds(86_400)
    static let certificatesReadWhileNews: Duration = .seconds(3_600)
    /// How often they are held against the time.
    static let certificatesLook: Duration = .seconds(1)
    /// How often the states of the outbox are held against the rest of their rows.
    static let outboxLookedThroughEvery: Duration = .seconds(86_400)
    /// How often receivers are told what they accepted on the days before.
    static let daysToldEvery: Duration = .seconds(3_600)
    /// Alerts that one answer may say were displayed.
    static let displayedMessages = 64
    /// Bytes of a small file of the state folder.
    static let smallFileByteCount = 4096
    /// The least that any disk writes as a whole.
    static let sectorByteCount = 512
    /// Episodes that are over and still known by their id, for a late acknowledgement.
    static let endedEpisodes = 4096
    /// Characters of an episode's id that a person must give at least.
    static let episodePrefixByteCount = 6
    /// Urgent alarms without a receiver that the hub calls about.
    static let hubCalls = 256
    /// An urgent alarm that no receiver takes for so long is shown on the hub, and then again.
    static let hubCallAfter: Duration = .seconds(60)
    static let hubCallAgain: Duration = .seconds(300)
    /// An urgent alarm that has reached nobody for so long is called over the second route: five minutes (alarm semantics, 14).
    static let secondRouteAfter: Duration = .seconds(300)
    /// A daemon's first call of it comes no sooner than this after its start.
    static let secondRouteAfterStart: Duration = .seconds(60)
    /// Called again while somebody is still to be reached: after it went out, and where it did not.
    static let secondRouteAgain: Duration = .seconds(30 * 60)
    static let secondRouteAfterFailure: Duration = .seconds(300)
    /// How long its program may run: a modem may have to find its network.
    static let secondRoutePatience: Duration = .seconds(120)
    /// How long a quieted sound rests.
    static let muteSpan: Duration = .seconds(120)
    /// How long the program that sounds a call may run.
    static let annunciatePatience: Duration = .seconds(30)
    /// How long a command waits for the evaluator's word before whoever gave it is told that it is on record.
    static let outcomePatience: Duration = .seconds(2)
    /// A command cut off longer ago than this is not given again: the ward has moved on.
    static let resumeWithin: Duration = .seconds(24 * 3600)
    /// Ids of signed documents remembered, so that each is taken once.
    static let signedDocumentIDs = 4096
    /// A dropped worry with the words of one before is a repetition of the file within this, and a worry of its own later.
    static let sameWorryWithin: Duration = .seconds(60)
    /// Blocks of memory above this, in bytes, go back to the system when they are let go.
    static let keptBlockByteCount: Int32 = 256 << 10
    /// Arenas of the allocator for all threads, and how often what is free in them goes back: a hub's memory does not grow.
    static let memoryArenas: Int32 = 2
    static let memoryPeriod: Duration = .seconds(10)
    /// Bytes of a dropped command.
    static let commandFileByteCount = 65_536
    /// Children that one evaluator has by itself: a tick that looks at all of them takes milliseconds.
    static let childrenOfShard = 5000
    /// Live inputs that the shards of the evaluation take together at most: a millisecond or two of work, so that to wake a thread is
    /// little beside it. Only a backlog fills it.
    package static let shardBatch = 8192
    /// A batch below this is taken by one thread: to wake another takes longer.
    package static let leastShardBatch = 512
}
