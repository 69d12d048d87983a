/// Where the reader of a configuration takes profiles from: a catalogue that was read already, or the one compiled in, of
/// which only those that are asked for are read, each once. Reading all of it was a fifth of a start.
final class ProfileShelf {
    /// `nil`: the profiles compiled in.
    private let catalogue: DeviceCatalogue?
    private var read: [String: DeviceProfile] = [:]

    init(_ catalogue: DeviceCatalogue?) { self.catalogue = catalogue }

    var ids: [String] { catalogue?.all.map(\.id) ?? DeviceCatalogue.embeddedIDs.sorted() }

    func profile(_ id: String) -> DeviceProfile? {
        if let catalogue { return catalogue.profile(id) }
        if let profile = read[id] { return profile }
        let profile = DeviceCatalogue.embeddedProfile(id)
        read[id] = profile
        return profile
    }
}
