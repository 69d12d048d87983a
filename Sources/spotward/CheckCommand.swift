import ArgumentParser
import Configuration
import Glibc
import Journal
import WardDaemon

/// `spotward check`: everything that is wrong with a configuration, before it matters.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say everything that is wrong with a configuration, all at once.",
        discussion: """
            Reads the configuration, the rules, the chart and the secrets it names, and prints every defect with its file, \
            line, key, reason and a suggestion; then warnings; then what would run. Opens no port and sends nothing.

            Exit status: 0 it would start, 78 it would not.

            Example:
              spotward check --config /etc/spotward/spotward.yaml
            """)

    @OptionGroup var config: ConfigOption

    @Flag(help: "Do not look at the secrets: for a machine that must not hold them.")
    var withoutSecrets = false

    func run() throws {
        let path = try config.path()
        var files = WardFiles(path: path)
        let ward = withoutSecrets ? files.ward() : files.wardWithSecrets()
        for warning in files.warnings + files.certificateWarnings() { StandardError.complain("\(warning)") }
        guard let ward else { throw ConfigOption.refusal(files.defects) }

        let plan = ward.configuration.plan
        print("\(path): no defects")
        print("  hub        \(ward.configuration.hubID), state in \(ward.configuration.stateFolder)")
        for (index, admission) in plan.admissions.enumerated() {
            let sources = plan.sources.filter { $0.child?.rawValue == UInt32(index) }.map(\.name)
            let bound = sources.isEmpty ? "no source of its own" : sources.joined(separator: ", ")
            let limits = admission.limits.isEmpty ? "" : ", \(admission.limits.count) limit(s)"
            print("  admission  \(admission.id): \(bound)\(limits)")
        }
        for endpoint in ward.configuration.endpoints { print("  endpoint   \(endpoint.name): \(endpoint.url)") }
        for (name, key) in ward.signingKeys { print("  key        \(name) verifies with \(key)") }
        let identity = ward.configuration.rulesIdentity
        let approval = identity.isRatified ? "approved by \(identity.approvedBy ?? "")" : "NOT ratified"
        print("  rules      \(identity.hash.prefix(12)), \(approval)")
        print(
            "  chart      \(ward.chart.identity.name) \(ward.chart.identity.version), \(ward.chart.identity.hash.prefix(12))"
        )
        let shards = ward.shardCount(children: plan.admissions.count)
        let chosen = ward.configuration.shards == nil ? "as the number of children asks for" : "as hub.shards says"
        print("  evaluator  \(shards == 1 ? "one for all children" : "\(shards) that share the children"), \(chosen)")
        print("  sqlite     \(JournalLibrary.version): one process writes and checkpoints; every other opens read-only")
    }
}
