// swift-tools-version: 6.2
import PackageDescription

// The clinical core: free of I/O, clocks and `unsafe`. The compiler holds it; TidyTests holds the import lines.
let clinicalCore: [SwiftSetting] = [.strictMemorySafety(), .treatAllWarnings(as: .error)]

// The threads' hand-overs and the ports mark each use of `unsafe`.
let outsideWorld: [SwiftSetting] = [.strictMemorySafety()]

let package = Package(
    name: "spotward",
    products: [.executable(name: "spotward", targets: ["spotward"])],
    // Exact versions: what a child depends on does not change because a day has passed.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // The clinical core.
        .target(name: "Vitals", swiftSettings: clinicalCore),
        .target(name: "Charts", dependencies: ["Vitals"], swiftSettings: clinicalCore),
        .target(name: "Alarms", dependencies: ["Vitals", "Charts"], swiftSettings: clinicalCore),

        // Bytes to readings, no I/O.
        .target(name: "Decoders", dependencies: ["Vitals"], swiftSettings: clinicalCore),
        .target(name: "Documents", dependencies: ["Vitals"], swiftSettings: clinicalCore),
        .target(name: "Recordings", dependencies: ["Vitals"], swiftSettings: clinicalCore),

        // Devices made from their documented layouts: for recordings, drills and tests.
        .target(name: "DeviceSimulators", dependencies: ["Vitals", "Decoders", "Recordings"]),

        // The outside world.
        .target(name: "Rings", swiftSettings: outsideWorld),
        .target(name: "Ports", dependencies: ["Vitals", "CPosix"], swiftSettings: outsideWorld),
        .target(
            name: "Journal",
            dependencies: ["Vitals", "Charts", "Alarms", .product(name: "GRDB", package: "GRDB.swift")],
            resources: [.embedInCode("Resources")]),
        .target(
            name: "Webhooks",
            dependencies: ["Vitals", "Charts", "Alarms", "CCurl", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Configuration",
            dependencies: ["Vitals", "Charts", "Alarms", .product(name: "Yams", package: "Yams")],
            resources: [.embedInCode("Resources")]),
        .target(
            name: "Register",
            dependencies: ["Vitals", "Charts", "Alarms", .product(name: "Crypto", package: "swift-crypto")]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .target(name: "CPosix"),

        // A disk whose power can be cut, for tests alone.
        .target(name: "CCrashDisk", linkerSettings: [.linkedLibrary("sqlite3")]),
        // What several targets of tests have in common.
        .target(
            name: "WardTesting", dependencies: ["Alarms", "CCrashDisk", .product(name: "GRDB", package: "GRDB.swift")]),

        // The daemon and its command line.
        .target(
            name: "WardDaemon",
            dependencies: [
                "Vitals", "Charts", "Alarms", "Decoders", "Documents", "Recordings", "Rings", "Ports", "Journal",
                "Webhooks", "Configuration", "Register",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .executableTarget(
            name: "spotward",
            dependencies: [
                "WardDaemon", "Vitals", "Charts", "Alarms", "Decoders", "Documents", "Recordings", "DeviceSimulators",
                "Ports", "Journal", "Configuration", "Register",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ]),

        // The measured scenarios: the path of a reading, without the outside world.
        .executableTarget(
            name: "spotward-bench",
            dependencies: [
                "Vitals", "Charts", "Alarms", "Decoders", "Documents", "Recordings", "Rings", "Ports", "Journal",
                "Webhooks",
                "Configuration", "WardDaemon", "DeviceSimulators",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),

        // Tests.
        .testTarget(name: "TidyTests"),
        .testTarget(name: "VitalsTests", dependencies: ["Vitals"]),
        .testTarget(name: "ChartsTests", dependencies: ["Vitals", "Charts", "Configuration", "spotward"]),
        .testTarget(
            name: "AlarmsTests",
            dependencies: ["Vitals", "Charts", "Alarms", "Configuration", "DeviceSimulators", "WardTesting"]),
        .testTarget(name: "DecodersTests", dependencies: ["Vitals", "Decoders", "DeviceSimulators"]),
        .testTarget(name: "DocumentsTests", dependencies: ["Vitals", "Documents"]),
        .testTarget(name: "RecordingsTests", dependencies: ["Vitals", "Recordings"]),
        .testTarget(name: "RingsTests", dependencies: ["Rings"]),
        .testTarget(
            name: "PortsTests", dependencies: ["Vitals", "Rings", "Ports", "CPosix"]),
        .testTarget(
            name: "JournalTests",
            dependencies: [
                "Vitals", "Charts", "Alarms", "Journal", "CCrashDisk", "WardTesting",
                .product(name: "GRDB", package: "GRDB.swift"),
            ]),
        .testTarget(
            name: "WebhooksTests", dependencies: ["Vitals", "Charts", "Alarms", "Webhooks"],
            resources: [.copy("Resources")]),
        .testTarget(name: "ConfigurationTests", dependencies: ["Vitals", "Charts", "Alarms", "Configuration"]),
        .testTarget(
            name: "RegisterTests", dependencies: ["Vitals", "Charts", "Alarms", "Register"]),
        .testTarget(
            name: "WardDaemonTests",
            dependencies: [
                "Vitals", "Charts", "Alarms", "Decoders", "Documents", "Recordings", "Rings", "Ports", "Journal",
                "Webhooks",
                "Configuration", "Register", "WardDaemon", "DeviceSimulators", "WardTesting",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "SimulationTests",
            dependencies: [
                "Vitals", "Charts", "Alarms", "Decoders", "Rings", "Ports", "Journal", "Webhooks", "Configuration",
                "Register", "WardDaemon", "DeviceSimulators", "CCurl", "WardTesting",
                .product(name: "GRDB", package: "GRDB.swift"), .product(name: "Logging", package: "swift-log"),
            ]),
        .testTarget(
            name: "CommandLineTests",
            dependencies: [
                "Vitals", "Charts", "Alarms", "Decoders", "DeviceSimulators", "Ports", "Configuration", "Journal",
                "Register",
                "WardDaemon", "spotward",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
        .testTarget(
            name: "ReplayTests",
            dependencies: [
                "Vitals", "Decoders", "Recordings", "Configuration", "DeviceSimulators", "spotward",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]),
    ]
)
