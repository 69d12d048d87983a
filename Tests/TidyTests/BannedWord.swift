/// Something that may not stand in the code, with the reason, and the places that have leave.
///
/// This file holds the words themselves and is not searched.
struct BannedWord: Sendable, CustomStringConvertible {
    /// A regular expression, matched within one line.
    let pattern: String
    let reason: String
    /// Where it is looked for: beginnings of paths.
    let folders: [String]
    /// Whether comments count too.
    var readsComments = false
    /// Beginnings of paths that have leave, and why.
    var leave: [String: String] = [:]

    var description: String { pattern }

    func stands(in line: some StringProtocol) -> Bool {
        (readsComments ? String(line) : line.withoutComment).holds(pattern)
    }

    func hasLeave(_ path: String) -> Bool { leave.keys.contains { path.hasPrefix($0) } }

    static let all = [
        BannedWord(
            pattern: #"\btry!"#, reason: "a defect outside must not stop the daemon", folders: ["Sources/", "Tests/"]),
        BannedWord(pattern: #"\bas!"#, reason: "a cast that may fail is an `if`", folders: ["Sources/", "Tests/"]),
        BannedWord(
            pattern: #"\bfatalError\("#, reason: "an invariant of ours is a `precondition` in words",
            folders: ["Sources/", "Tests/"],
            leave: ["Tests/ChartsTests/NationalChart.swift": "without the chart no test of that target can begin"]),
        BannedWord(
            pattern: #"Ounchecked|unsafeFlags"#, reason: "preconditions are clinical guards",
            folders: ["Package.swift", "deploy/", ".ci/"], readsComments: true),
        BannedWord(
            pattern: #"@unchecked Sendable|nonisolated\(unsafe\)"#,
            reason: "state has one owner, and the compiler knows it",
            folders: ["Sources/", "Tests/"],
            leave: [
                "Sources/Rings/RingStorage.swift": "the one shared memory; each slot belongs to one end at a time",
                "Sources/Webhooks/DeliveryThread.swift": "carries the loop to its thread, once",
                "Sources/Webhooks/Courier.swift": "libcurl allows curl_multi_wakeup from any thread",
                "Tests/PortsTests/Locked.swift": "a lock that the thread sanitiser knows",
                "Tests/RingsTests/RingTests.swift": "a ring's end in a class, as a daemon keeps it",
            ]),
        BannedWord(
            pattern: #"Unsafe\w*(Pointer|Bytes|CString|Buffer)|\bunsafe\b|unsafe(BitCast|Uninitialized)|\bUnmanaged\b"#,
            reason: "`unsafe` is small and argued, and lives where the system is called", folders: ["Sources/"],
            leave: [
                "Sources/Rings/": "memory shared by two threads",
                "Sources/Ports/": "read(2), poll(2), termios, inotify",
                "Sources/Webhooks/": "libcurl's handles and callbacks",
                "Sources/Journal/LogGauge.swift": "SQLite's word about its log, and the log's own synchronisation",
                "Sources/Journal/LogIndex.swift": "two words of the memory SQLite shares with its readers",
                "Sources/spotward-bench/Workload.swift": "fread(3), of a file made for the measurement",
                "Sources/WardDaemon/Daemon.swift": "reads the kernel's boot id",
                "Sources/WardDaemon/WardFiles.swift": "getenv(3)",
                "Sources/WardDaemon/DeviceReport.swift": "realpath(3)",
                "Sources/WardDaemon/RecordingFolder.swift": "write(2) and readdir(3)",
                "Sources/spotward-bench/": "reads and writes the files of workload W",
                "Sources/WardTesting/CrashDisk.swift": "what the layer under SQLite wrote down; tests alone",
            ]),
        BannedWord(
            pattern: #"\b(print|debugPrint|dump)\("#, reason: "the daemon speaks through its log",
            folders: ["Sources/"],
            leave: ["Sources/spotward": "the command lines print what they were asked for"]),
        BannedWord(
            pattern: #"\b(TODO|FIXME|XXX|HACK)\b"#, reason: "done, or an issue",
            folders: ["Sources/", "Tests/", "deploy/", "devices/", "docs/", "Package.swift", ".ci/"],
            readsComments: true),
        BannedWord(
            pattern: #"(?<![\w.}-])/(root|home|Users|tmp|work|mnt)(?!\w)"#, reason: "a path of one machine",
            folders: ["Sources/", "Package.swift"], readsComments: true),
        BannedWord(
            pattern: #"(?<![\w.}-])/(root|Users|work|mnt)(?!\w)"#, reason: "a path of one machine",
            folders: [
                "Tests/", "deploy/", "devices/", "docs/", "README.md", "CHANGELOG.md", "CONTRIBUTING.md", ".ci/",
            ],
            readsComments: true),
    ]
}
