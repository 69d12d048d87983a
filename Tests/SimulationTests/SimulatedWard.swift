import Charts
import Foundation
import Journal
import Logging
import Vitals

@testable import WardDaemon
@testable import WardTesting

/// A ward that is simulated. Its configuration is read as any other.
///
/// Of nights: three children, of whom two have an oximeter that writes a line a second, a team, and whoever stands in for it.
struct SimulatedWard: Sendable {
    let ward: Ward
    /// The files of a journal that was made and never written to: making one takes longer than a night of it.
    let emptyJournal: [String: Data]

    /// The clinician's limit of the first child: a value at or below breaches.
    static let limit = 90
    /// A value of the chart's lower band for SpO2 at every age.
    static let lowerBand = 93
    static let children = ["adm-a", "adm-b", "adm-c"]
    static let team = "team"
    static let reserve = "reserve"

    /// 2026-11-21T22:00:00Z
    static let evening = WallInstant(microseconds: 1_795_298_400_000_000)

    private static let made = Result { try SimulatedWard(configuration) }
    static func shared() throws -> SimulatedWard { try made.get() }

    init(_ configuration: String) throws {
        let folder = NSTemporaryDirectory() + "spotward-simulation-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Self.write("0123456789abcdef0123456789abcdef", to: folder + "/secret.txt")
        try Self.write(configuration, to: folder + "/spotward.yaml")
        var files = WardFiles(path: folder + "/spotward.yaml")
        guard let ward = files.wardWithSecrets() else { throw Failure(text: "\(files.defects)") }
        self.ward = ward
        let store = try JournalStore(directory: folder + "/state", now: Self.evening)
        try store.close()
        emptyJournal = try DiskImage.read(folder + "/state")
    }

    struct Failure: Error { var text: String }

    private static func write(_ text: String, to path: String) throws {
        guard
            FileManager.default.createFile(
                atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: 0o600])
        else { throw Failure(text: path) }
    }

    private static let configuration = """
        hub: {id: hub-simulated}
        state: state
        admissions:
          - id: adm-a
            born_on: 2024-03-02
            admitted_at: 2026-03-01T08:00:00Z
            limits: [{vital_sign: spo2, low: \(limit), author: Dr Owl, reason: agreed}]
          - {id: adm-b, born_on: 2015-03-02, admitted_at: 2026-03-01T08:00:00Z}
          - {id: adm-c, born_on: 2020-03-02, admitted_at: 2026-03-01T08:00:00Z}
        ports:
          devices:
            - {name: oximeter-a, path: port-a, profile: nonin-2500, child: adm-a}
            - {name: oximeter-b, path: port-b, profile: nonin-2500, child: adm-b}
        endpoints:
          - name: \(team)
            url: https://127.0.0.1:1/
            secret_file: secret.txt
            roles: [primary, second, in-charge, reviewer, operations]
            fallback: \(reserve)
          - {name: \(reserve), url: "https://127.0.0.1:2/", secret_file: secret.txt, roles: [escalation]}
        """

    /// A logger that says nothing.
    static let silence: Logger = {
        var logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }()
}
