import Alarms

/// Upper bounds on what a configuration may hold. Each has a test at its edge.
public enum Limits {
    // MARK: Text and structure

    /// A configuration file, bytes. A thousand admissions with limits take about half of it.
    public static let fileByteCount = 1 << 20
    /// A secret, bytes: far above any key, far below a file named by mistake.
    public static let secretByteCount = 4096
    /// Mappings and sequences inside one another, the top one counted.
    public static let depth = 12
    /// Keys given twice that one reading reports before it stops looking for more: each costs a parse of the file.
    public static let duplicateKeyCount = 8
    /// Words that look like aliases. Past this the text is not parsed: expanding aliases can take exponential time.
    public static let aliasLikeWordCount = 16
    /// Unicode scalars of any one value.
    public static let textCount = 4096
    /// Bytes of a path.
    public static let pathByteCount = 1024
    /// Bytes of an endpoint's address.
    public static let urlByteCount = 2000

    // MARK: The ward

    public static let admissionCount = 0...1000
    /// What one poll loop serves.
    public static let deviceCount = 0...64
    public static let folderCount = 0...16
    public static let endpointCount = 1...16
    /// How often an endpoint is asked for acknowledgements while nothing urgent waits.
    public static let askEvery: ClosedRange<Duration> = .seconds(1) ... .seconds(600)
    static let askEveryByDefault: Duration = .seconds(60)
    /// Pins of an endpoint: one in use, and one to change to.
    public static let pinCount = 2...8
    /// Private networks of an endpoint, and characters of each.
    public static let addressRangeCount = 1...16
    static let addressRangeTextCount = 43
    /// Limits a clinician may set for one child.
    public static let clinicianLimitCount = 0...16
    /// The hub's name, an admission's pseudonym, the name of a source or an endpoint; characters.
    public static let nameCount = 1...32
    public static let labelCount = 1...16
    public static let authorCount = 1...64
    public static let reasonCount = 1...200
    /// Children from this birthday on have no chart (`docs/clinical-safety.md`).
    public static let ageInYears = 19
    /// What the child usually has: one value for each vital sign.
    public static let usualValueCount = 0...4
    /// What the hub shows when nobody answers; characters.
    public static let phoneCount = 1...32
    public static let instructionsCount = 1...200
    /// Between two heartbeats: receivers call somebody when three are missing.
    public static let heartbeatPeriod = Duration.seconds(1)...Duration.seconds(5 * 60)
    /// Roles of an endpoint.
    public static let roleCount = 1...6
    /// Bytes of the control socket's path: what `sockaddr_un` holds beside its closing zero.
    public static let socketPathByteCount = 107
    public static let cadence = Duration.seconds(60)...Duration.seconds(7 * 24 * 3600)

    // MARK: Ports, recordings, clock

    /// Bytes of a USB socket's name: seven hubs deep, with an interface.
    public static let usbSocketByteCount = 32
    /// The line speeds the kernel has a name for.
    public static let bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200, 230_400, 460_800, 921_600]
    public static let documentByteCount: ClosedRange<Int> = 1024...(1 << 30)
    public static let recordingByteCount: ClosedRange<Int> = (1 << 20)...(1 << 40)
    public static let segmentByteCount: ClosedRange<Int> = (64 << 10)...(1 << 30)
    /// Readings explain alarms of the last days: less than one is no record, more than ten years no limit.
    public static let retention = Duration.seconds(86_400)...Duration.seconds(3_650 * 86_400)
    /// Somebody may ask about an alarm for weeks.
    public static let episodeRetention = Duration.seconds(30 * 86_400)...Duration.seconds(3_650 * 86_400)
    public static let clockSpeed = 1.0...1000.0

    // MARK: Profiles of devices

    /// One profile, bytes; those of this project are a twentieth of it.
    public static let profileByteCount = 64 << 10
    /// Profiles of one folder.
    public static let profileCount = 256
    /// The name of a profile, of its family, of a protocol, of a recording; characters.
    public static let profileNameCount = 1...48
    /// What people read of a device in one place; characters.
    public static let deviceTextCount = 1...200
    public static let modelCount = 1...24
    /// USB ids one profile is known by.
    public static let usbMatchCount = 1...16
    public static let productTextCount = 1...64
    /// Messages to start, and to stop, a device.
    public static let sentMessageCount = 1...16
    /// Bytes of one of them.
    public static let sentByteCount = 1...64
    public static let keepAlive = Duration.seconds(1)...Duration.seconds(3600)
    /// Bytes of a HID report.
    public static let reportByteCount = 1...1024
    public static let warmUp = Duration.zero...Duration.seconds(600)
    public static let profileRecordingCount = 0...16

    // MARK: Rules

    /// The longest onset of a condition that counts valid seconds: the evaluator's window holds 192 s.
    public static let windowedOnset = Duration.zero...Duration.seconds(180)
    /// The longest onset of any other condition.
    public static let onset = Duration.zero...Duration.seconds(3600)
    public static let hold = Duration.zero...Duration.seconds(3600)
    /// In the vital sign's own unit.
    public static let margin = 0.0...50.0
    /// The hub alone is a step too.
    public static let stepRoleCount = 0...6
    public static let ladderStepCount = 1...4
    public static let ladderStepAfter = Duration.zero...Duration.seconds(4 * 3600)
    /// Telling the whole ladder again, and reminding between its steps.
    public static let ladderRepeat = Duration.seconds(60)...Duration.seconds(120 * 60)
    public static let acknowledgement = Duration.seconds(60)...Alarms.Limits.longestAcknowledgement
    /// Patients and families are asked at least daily (Martha's Rule).
    public static let carerQuestion = Duration.seconds(3600)...Duration.seconds(24 * 3600)
    public static let carerAnswer = Duration.seconds(15 * 60)...Duration.seconds(12 * 3600)
    /// Poor signal keeps alarms of the child back: it must begin well under, and end not far above, what they need.
    public static let poorSignalBelowPercent = 10.0...80.0
    public static let poorSignalEndsPercent = 20.0...95.0
    public static let manyDevices = 2...64
    /// Below half, an alarm would rest on fewer seconds than it ignores.
    public static let validityPercent = 50.0...100.0
}
