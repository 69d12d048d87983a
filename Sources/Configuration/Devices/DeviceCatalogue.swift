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
    static let embeddedReading: (profiles: [DeviceProfile], defects: [ConfigurationDefect]) = {
        let defects = DefectList(file: embeddedName, manual: DeviceProfileReader.manual)
        let root = YAMLReader.read(PackageResources.devices_yaml, defects)
        let profiles = root.flatMap { root in
            Field(node: root, path: "", defects: defects).mapping { file in
                let members = file.required("profiles")?.list(1...Limits.profileCount, of: "profiles")
                let reader = DeviceProfileReader(defects: defects, knownProtocols: nil)
                return members?.compactMap { member in member.mapping { reader.profile(&$0) } }
            }
        }
        return (profiles ?? [], defects.defects)
    }()
}

extension USBMatch {
    /// Whether the text is the one asked for, or none is.
    func fits(_ text: String?) -> Bool {
        guard let productText else { return true }
        return text?.lowercased().contains(productText.lowercased()) ?? false
    }
}
