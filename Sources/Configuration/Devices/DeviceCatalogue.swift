/// The device profiles this hub knows: those compiled in, and a site's own.
public struct DeviceCatalogue: Sendable, Hashable {
    /// In order of their ids, each id once.
    public let all: [DeviceProfile]

    /// Of two profiles with one id the later counts.
    public init(_ profiles: [DeviceProfile]) {
        var byID: [String: DeviceProfile] = [:]
        for profile in profiles { byID[profile.id] = profile }
        all = byID.values.sorted { $0.id < $1.id }
    }

    public func profile(_ id: String) -> DeviceProfile? { all.first { $0.id == id } }

    /// The profiles a USB device may be of, most likely first: sure ones, then those whose product text fits, then the
    /// better known. Empty for what is none of ours.
    ///
    /// - Parameter productText: as the device's descriptor has it; `nil` when it has none.
    public func matches(vendor: UInt16, product: UInt16, productText: String?) -> [DeviceProfile] {
        var found: [(profile: DeviceProfile, fitsText: Bool)] = []
        for profile in all {
            let fitting = profile.matches.filter {
                $0.vendor == vendor && $0.product == product && $0.fits(productText)
            }
            guard !fitting.isEmpty else { continue }
            found.append((profile, fitting.contains { $0.productText != nil }))
        }
        let sorted = found.sorted { a, b in
            if a.profile.isSure != b.profile.isSure { return a.profile.isSure }
            if a.fitsText != b.fitsText { return a.fitsText }
            if a.profile.support != b.profile.support { return a.profile.support > b.profile.support }
            return a.profile.id < b.profile.id
        }
        return sorted.map(\.profile)
    }
}

extension DeviceCatalogue {
    /// The profiles of `devices/` as they were when this was built.
    public static let embedded = DeviceCatalogue(embeddedReading.profiles)

    /// The name of the file compiled in, as defects print it.
    static let embeddedName = "devices.yaml"

    /// A profile of ours that is defective is left out here and fails the build's tests.
    static let embeddedReading = reading(of: PackageResources.devices_yaml)

    /// The ids of the profiles compiled in, in the order of the file, which is made and not written: each begins with its id.
    static let embeddedIDs: [String] = embeddedPieces.map { id(of: $0) }

    /// One of the profiles compiled in, read alone: all of them take 10 ms, and a home has two.
    static func embeddedProfile(_ id: String) -> DeviceProfile? {
        guard let piece = embeddedPieces.first(where: { self.id(of: $0) == id }) else { return nil }
        return reading(of: Array("profiles:\n".utf8) + piece).profiles.first
    }

    private static func reading(
        of bytes: [UInt8]
    ) -> (profiles: [DeviceProfile], defects: [ConfigurationDefect]) {
        let defects = DefectList(file: embeddedName, manual: DeviceProfileReader.manual)
        let root = YAMLReader.read(bytes, defects)
        let profiles = root.flatMap { root in
            Field(node: root, path: "", defects: defects).mapping { file in
                let members = file.required("profiles")?.list(1...Limits.profileCount, of: "profiles")
                let reader = DeviceProfileReader(defects: defects, knownProtocols: nil)
                return members?.compactMap { member in member.mapping { reader.profile(&$0) } }
            }
        }
        return (profiles ?? [], defects.defects)
    }

    private static let pieceBeginning = Array("  - id: ".utf8)

    /// The lines of each profile of the file compiled in.
    private static let embeddedPieces: [ArraySlice<UInt8>] = {
        let bytes = PackageResources.devices_yaml
        var starts: [Int] = []
        var lineStart = 0
        while lineStart < bytes.count {
            if bytes[lineStart...].starts(with: pieceBeginning) { starts.append(lineStart) }
            lineStart = (bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count) + 1
        }
        return zip(starts, starts.dropFirst() + [bytes.count]).map { bytes[$0..<$1] }
    }()

    private static func id(of piece: ArraySlice<UInt8>) -> String {
        String(decoding: piece.dropFirst(pieceBeginning.count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }
}

extension USBMatch {
    /// Whether the text is the one asked for, or none is.
    func fits(_ text: String?) -> Bool {
        guard let productText else { return true }
        return text?.lowercased().contains(productText.lowercased()) ?? false
    }
}
