public import Charts

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
        let defects = DefectList(file: file, manual: "docs/charts.md")
        let root = YAMLReader.read(bytes, byteLimit: byteLimit, defects)
        let edition = root.flatMap { root in
            Field(node: root, path: "", defects: defects).mapping { ChartFileReader.edition(&$0, hash: hash) }
        }
        guard let edition, defects.defects.isEmpty else { throw ConfigurationDefects(defects.defects) }
        return edition
    }
}
