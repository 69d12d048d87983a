public import Charts
import Yams

/// The chart as a YAML file: the one compiled in, or one that configuration names in its place.
///
/// The form is documented in `docs/charts.md` and shown whole by the file itself. Keys are strict, a chart is complete or
/// it is refused, and every defect is reported at once.
public enum ChartFile {
    /// The name of the chart compiled in, as defects and reports print it.
    public static let embeddedName = "spot-npews.yaml"

    /// The bytes of the chart compiled in.
    public static var embedded: [UInt8] { PackageResources.spot_npews_yaml }

    /// A file longer than this is refused unread; the national chart is a twelfth of it.
    public static let byteLimit = 65_536

    /// - Parameters:
    ///   - file: the name printed in defects.
    ///   - hash: SHA-256 of `bytes` in hexadecimal, taken by the caller.
    public static func read(
        _ bytes: [UInt8], file: String, hash: String
    ) throws(ConfigurationDefects) -> ChartEdition {
        func refusal(_ mark: Mark?, _ reason: String, _ suggestion: String) -> ConfigurationDefects {
            ConfigurationDefects([
                ConfigurationDefect(
                    file: file, line: mark?.line ?? 1, column: mark?.column ?? 1, key: "", reason: reason,
                    suggestion: suggestion)
            ])
        }
        guard bytes.count <= byteLimit else {
            throw refusal(nil, "the file has \(bytes.count) bytes, more than \(byteLimit)", "Give a chart file.")
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw refusal(nil, "the file is not UTF-8 text", "Give a chart file in YAML.")
        }
        let root: Node?
        do {
            root = try Yams.compose(yaml: text)
        } catch {
            let (mark, problem) = Self.problem(error)
            throw refusal(mark, problem, "Correct the YAML.")
        }
        guard let root else { throw refusal(nil, "the file is empty", "Give a chart file in YAML.") }
        var reader = ChartFileReader(file: file)
        let edition = reader.edition(root, hash: hash)
        guard let edition, reader.defects.isEmpty else { throw ConfigurationDefects(reader.defects) }
        return edition
    }

    private static func problem(_ error: any Error) -> (mark: Mark?, text: String) {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark, "the YAML cannot be read: \(problem)")
        case .duplicatedKeysInMapping(let duplicates, let context):
            (context.mark, "a key is given twice: \(duplicates.joined(separator: ", "))")
        case .reader(let problem, _, _, _):
            (nil, "the YAML cannot be read: \(problem)")
        default:
            (nil, "the YAML cannot be read")
        }
    }
}
