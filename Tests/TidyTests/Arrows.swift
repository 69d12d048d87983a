/// Which target may import what: the arrows of docs/architecture.md, and the system modules each has a use for.
///
/// A new arrow is a decision. It is written here, and the reviewer sees it.
enum Arrows {
    /// Free of I/O, clocks, allocation a reading and `unsafe`; the compiler's settings hold the rest.
    static let pure: Set<String> = ["Vitals", "Charts", "Alarms", "Decoders", "Documents", "Recordings"]

    /// Targets of this package and products of others.
    static let allowed: [String: Set<String>] = [
        "Vitals": [],
        "Charts": ["Vitals"],
        "Alarms": ["Vitals", "Charts"],
        "Decoders": ["Vitals"],
        "Documents": ["Vitals"],
        "Recordings": ["Vitals"],
        "DeviceSimulators": ["Vitals", "Decoders", "Recordings"],
        "Rings": [],
        "Ports": ["Vitals", "Recordings", "Rings", "CPosix"],
        "Journal": ["Vitals", "Charts", "Alarms", "GRDB", "GRDBSQLite"],
        "Webhooks": ["Vitals", "Charts", "Alarms", "CCurl", "Crypto"],
        "Configuration": ["Vitals", "Charts", "Alarms", "Yams"],
        "Register": ["Vitals", "Charts", "Alarms", "Crypto"],
        "WardDaemon": pure.union([
            "Rings", "Ports", "Journal", "Webhooks", "Configuration", "Register", "Crypto", "Logging",
        ]),
        "spotward": pure.union([
            "WardDaemon", "DeviceSimulators", "Ports", "Journal", "Configuration", "Register", "ArgumentParser",
            "Crypto",
            "Logging",
        ]),
        "spotward-bench": pure.union([
            "WardDaemon", "DeviceSimulators", "Rings", "Ports", "Journal", "Webhooks", "Configuration",
            "ArgumentParser", "Logging",
        ]),
        "CCurl": [],
        "CPosix": [],
        "CCrashDisk": [],
        "WardTesting": ["Alarms", "CCrashDisk", "GRDB"],
    ]

    /// Modules that come with the toolchain or the system. The pure targets have none.
    static let system: [String: Set<String>] = [
        "Rings": ["Dispatch", "Glibc", "Synchronization"],
        "Ports": ["Glibc", "Synchronization"],
        // Foundation: GRDB's own interface speaks of Data and Date.
        "Journal": ["Glibc", "Foundation"],
        // FoundationEssentials: JSON writing, and Data for the signature.
        "Webhooks": ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"],
        // FoundationEssentials: Base64 of certificates.
        "Configuration": ["FoundationEssentials", "Glibc"],
        "Register": ["Glibc"],
        "WardDaemon": ["Dispatch", "FoundationEssentials", "Glibc", "Synchronization"],
        // Dispatch: Ctrl-C while a file is half written.
        "spotward": ["Dispatch", "Foundation", "Glibc", "Synchronization"],
        "spotward-bench": ["Dispatch", "Glibc", "Synchronization"],
        "WardTesting": ["Foundation"],
    ]

    /// Modules that come along with a declared product.
    static let carriedBy = ["GRDBSQLite": "GRDB"]

    /// The modules a Swift file imports.
    static func imports(in text: String) -> Set<String> {
        let pattern =
            #"^\s*(@\w+(\([\w, ]*\))?\s+)*((public|package|internal|fileprivate|private)\s+)?"#
            + #"import\s+((struct|class|enum|protocol|func|var|let|typealias|actor)\s+)?\w+"#
        var modules: Set<String> = []
        for line in text.split(separator: "\n") where line.contains("import ") {
            if let last = line.occurrences(of: pattern).first?.split(separator: " ").last {
                modules.insert(String(last))
            }
        }
        return modules
    }

    /// The targets on a circle of imports and those that lead to one; empty when there is none.
    static func circle(in graph: [String: Set<String>]) -> Set<String> {
        var left = graph
        while let leaf = left.first(where: { $0.value.isDisjoint(with: left.keys) }) { left[leaf.key] = nil }
        return Set(left.keys)
    }
}
