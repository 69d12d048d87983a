import Alarms
import Vitals

/// What the hub says of itself every minute, so that its silence is an alarm at the other end: how each child stands, what
/// it still owes, whether it can trust its clock. Pseudonyms and no values: nothing a vital sign showed is in it.
///
/// A beat that does not arrive is not sent again; the next one comes.
public struct Heartbeat: Sendable, Hashable {
    /// Counts the hub's beats without gaps, over restarts.
    public var sequence: UInt64
    /// How often to expect one.
    public var period: Duration
    /// When the one before was made; `nil` for the first of a run.
    public var previousAt: WallInstant?
    public var children: [Child] = []
    /// Open alarms of the hub and of devices that are nobody's.
    public var hubEpisodes: [Episode] = []
    /// Since the beat before.
    public var counts = Counts()
    /// `nil` where the journal cannot be read now.
    public var outbox: Outbox?
    public var run: Run
    public var clock: Clock
    public var hashes: Hashes
    /// `nil` where nothing is known of the disk.
    public var storage: Storage?
    /// `nil` where no daily test is made.
    public var canary: Canary?
    /// The newest entry of the audit log, `SEQ:HASH`: whoever keeps it sees when the log was cut or set back.
    public var recordHead: String?

    public init(sequence: UInt64, period: Duration, run: Run, clock: Clock, hashes: Hashes) {
        self.sequence = sequence
        self.period = period
        self.run = run
        self.clock = clock
        self.hashes = hashes
    }

    /// One child on the ward.
    public struct Child: Sendable, Hashable {
        /// The pseudonym.
        public var admissionID: String
        /// Most urgent first.
        public var episodes: [Episode]
        /// How long ago the newest timely reading of each vital sign was measured; those without one are absent.
        public var ages: [VitalSign: Duration]
        /// How long there has been no timely reading of any; `nil` for a child who never had one.
        public var silence: Duration?
        public var pausedUntil: WallInstant?
        public var quietUntil: WallInstant?

        public init(
            _ admissionID: String, episodes: [Episode] = [], ages: [VitalSign: Duration] = [:],
            silence: Duration? = nil, pausedUntil: WallInstant? = nil, quietUntil: WallInstant? = nil
        ) {
            self.admissionID = admissionID
            self.episodes = episodes
            self.ages = ages
            self.silence = silence
            self.pausedUntil = pausedUntil
            self.quietUntil = quietUntil
        }
    }

    /// One open alarm.
    public struct Episode: Sendable, Hashable {
        public var id: String
        public var condition: ConditionKind
        public var state: AlarmState
        public var priority: Priority
        /// On record and told to nobody.
        public var isHeldBack: Bool

        public init(
            id: String, condition: ConditionKind, state: AlarmState, priority: Priority, isHeldBack: Bool = false
        ) {
            self.id = id
            self.condition = condition
            self.state = state
            self.priority = priority
            self.isHeldBack = isHeldBack
        }
    }

    /// What happened since the beat before.
    public struct Counts: Sendable, Hashable {
        /// Alerts on record, sent or not.
        public var decided = 0
        /// Messages put into the outbox, one for each endpoint an alert is owed to.
        public var queued = 0
        /// Attempts made.
        public var sent = 0
        /// Messages accepted, those that travelled along counted too.
        public var accepted = 0
        /// Alarms that somebody took.
        public var acknowledged = 0

        public init() {}
    }

    public struct Outbox: Sendable, Hashable {
        /// The number of the newest alert.
        public var lastHubSequence: UInt64
        /// Messages not accepted yet, of all endpoints, and for how long the oldest has waited.
        public var undeliveredCount: Int
        public var oldestAge: Duration?
        /// Messages given up on until somebody looks at them.
        public var deadLetterCount: Int
        /// By name.
        public var endpoints: [String: EndpointAccount] = [:]

        public init(lastHubSequence: UInt64, undeliveredCount: Int, oldestAge: Duration?, deadLetterCount: Int) {
            self.lastHubSequence = lastHubSequence
            self.undeliveredCount = undeliveredCount
            self.oldestAge = oldestAge
            self.deadLetterCount = deadLetterCount
        }
    }

    /// How the hub stands with one endpoint.
    public struct EndpointAccount: Sendable, Hashable {
        public var undeliveredCount: Int
        /// The numbers of alerts it has accepted, the newest `Limits.acceptedRangeCount` ranges, rising. A number in them that
        /// the receiver does not have is an alert it lost, and may ask for.
        public var accepted: [ClosedRange<UInt64>]
        /// The days before this one, oldest first; in the first beat of a run or of a day, and then once an hour.
        public var days: [Day] = []

        public init(undeliveredCount: Int = 0, accepted: [ClosedRange<UInt64>] = []) {
            self.undeliveredCount = undeliveredCount
            self.accepted = accepted
        }
    }

    /// What the endpoint has accepted of one day's alerts, to be compared with what it holds.
    public struct Day: Sendable, Hashable {
        public var date: CivilDate
        public var count: Int
        public var numbers: ClosedRange<UInt64>
        /// SHA-256 of a line `HUB_SEQ ID` for each, by number.
        public var digest: String

        public init(date: CivilDate, count: Int, numbers: ClosedRange<UInt64>, digest: String) {
            self.date = date
            self.count = count
            self.numbers = numbers
            self.digest = digest
        }
    }

    /// This life of the daemon and those before.
    public struct Run: Sendable, Hashable {
        public var number: Int64
        public var startedAt: WallInstant
        /// Runs before that did not end in order: a power cut, a crash, the watchdog.
        public var cutOffCount: Int
        /// Stages that do not go on, by name.
        public var standingStill: [String]
        public var sqliteVersion: String

        public init(
            number: Int64, startedAt: WallInstant, cutOffCount: Int, standingStill: [String] = [],
            sqliteVersion: String
        ) {
            self.number = number
            self.startedAt = startedAt
            self.cutOffCount = cutOffCount
            self.standingStill = standingStill
            self.sqliteVersion = sqliteVersion
        }
    }

    public struct Clock: Sendable, Hashable {
        public var wall: WallInstant
        /// Since the machine started.
        public var uptime: Duration
        public var bootID: String
        /// Whether the kernel says that something keeps the wall clock right; `nil` where it does not say.
        public var isSynchronised: Bool?
        /// 1; anything else is a test.
        public var speed: Double

        public init(wall: WallInstant, uptime: Duration, bootID: String, isSynchronised: Bool?, speed: Double = 1) {
            self.wall = wall
            self.uptime = uptime
            self.bootID = bootID
            self.isSynchronised = isSynchronised
            self.speed = speed
        }
    }

    /// What the hub runs by, each a SHA-256 in hexadecimal.
    public struct Hashes: Sendable, Hashable {
        public var configuration: String
        public var rules: String
        public var chart: String

        public init(configuration: String, rules: String, chart: String) {
            self.configuration = configuration
            self.rules = rules
            self.chart = chart
        }
    }

    /// The daily test of the way an alert goes. That it is told at all says that the endpoint is to expect one a day.
    public struct Canary: Sendable, Hashable {
        /// Of the newest whose outcome is known.
        public var date: CivilDate?
        /// The endpoints that have not answered it within its minute, by name.
        public var unanswered: [String]
        /// Nobody can rely on alerts until this is looked at. With no endpoint unanswered the hub itself did not decide it.
        public var isFailing: Bool

        public init(date: CivilDate?, unanswered: [String], isFailing: Bool = false) {
            self.date = date
            self.unanswered = unanswered
            self.isFailing = isFailing
        }
    }

    /// The disk the journal is on.
    public struct Storage: Sendable, Hashable {
        /// One word: `ok`, or what is wrong.
        public var state: String
        public var freeByteCount: Int64?

        public init(state: String, freeByteCount: Int64? = nil) {
            self.state = state
            self.freeByteCount = freeByteCount
        }
    }
}
