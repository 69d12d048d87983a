import Alarms
import Vitals

/// The alarm rules as a YAML file: who approved them, the timing, each alarm condition and each ladder. What is left out
/// keeps its default; the form is in `docs/configuration.md`.
public enum RulesFile {
    /// The form of the file, its `version:`.
    public static let version = 1

    /// Reads the rules. `hash` is the SHA-256 of `bytes`, hex, taken by the caller.
    public static func read(
        _ bytes: [UInt8], file: String, hash: String
    ) throws(ConfigurationDefects) -> (rules: AlarmRules, identity: RulesIdentity) {
        let defects = DefectList(file: file)
        let read = read(bytes, hash: hash, defects)
        guard let read, defects.defects.isEmpty else { throw ConfigurationDefects(defects.defects) }
        return read
    }

    /// As above, with the defects left in the list; `nil` when nothing could be read at all.
    static func read(
        _ bytes: [UInt8], hash: String, _ defects: DefectList
    ) -> (rules: AlarmRules, identity: RulesIdentity)? {
        guard let root = YAMLReader.read(bytes, defects) else { return nil }
        return Field(node: root, path: "", defects: defects).mapping { file in
            _ = file.required("version")?.integer(in: version...version)
            var identity = RulesIdentity(hash: hash)
            identity.approvedBy = file.optional("approved_by")?.freeText(Limits.authorCount)
            identity.approvedOn = file.optional("approved_on")?.date()
            refuseHalfAnApproval(file, defects)
            var rules = AlarmRules()
            file.optional("timing")?.mapping { TimingReader.read(&$0, into: &rules) }
            file.optional("conditions")?.mapping { ConditionReader.readAll(&$0, into: &rules) }
            file.optional("ladders")?.mapping { LadderReader.readAll(&$0, into: &rules) }
            return (rules, identity)
        }
    }

    private static func refuseHalfAnApproval(_ file: StrictMapping, _ defects: DefectList) {
        guard file.has("approved_by") != file.has("approved_on") else { return }
        let missing = file.has("approved_by") ? "approved_on" : "approved_by"
        defects.add(
            at: file.node, key: missing, "is missing: an approval has a person and a date",
            "Give both, or neither while nobody has approved the rules")
    }
}
