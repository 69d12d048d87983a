import Testing

@testable import Configuration

/// What is made from the profiles is what they say now.
@Suite(.serialized) struct DeviceDriftTests {
    @Test(arguments: DeviceFolders.made.map(\.path))
    func whatIsMadeFromTheProfilesIsNotStale(path: String) throws {
        let text = try #require(DeviceFolders.made.first { $0.path == path }).text()
        if DeviceFolders.isRegenerating { try DeviceFolders.write(text, to: path) }
        let isSame = try repositoryFile(path) == text
        #expect(isSame, "a profile has changed: SPOTWARD_REGENERATE=1 swift test --filter DeviceDriftTests")
    }

    /// After making the file anew this holds from the next build on.
    @Test func theProfilesCompiledInAreThoseOfTheFolders() throws {
        let onDisk = try DeviceFolders.catalogue()
        #expect(DeviceCatalogue.embeddedReading.defects == [])
        #expect(DeviceCatalogue.embedded.all.map(\.id) == onDisk.all.map(\.id))
        for profile in onDisk.all { #expect(DeviceCatalogue.embedded.profile(profile.id) == profile) }
    }

    /// A start reads only the profiles its configuration names.
    @Test func aProfileReadAloneIsTheOneReadWithAllOthers() {
        #expect(DeviceCatalogue.embeddedIDs.sorted() == DeviceCatalogue.embedded.all.map(\.id))
        for profile in DeviceCatalogue.embedded.all { #expect(DeviceCatalogue.embeddedProfile(profile.id) == profile) }
        #expect(DeviceCatalogue.embeddedProfile("contec") == nil)
    }

    @Test func everyFolderHasItsPageAndItsProfiles() throws {
        let catalogue = try DeviceFolders.catalogue()
        #expect(DeviceFolders.families.count >= 17)
        for family in DeviceFolders.families {
            #expect(throws: Never.self) { try repositoryFile("devices/\(family)/README.md") }
            let files = DeviceFolders.files(of: family)
            #expect(!files.isEmpty, "\(family) has no profile")
            // One file a profile, named for what its id adds to the family.
            let named = catalogue.all.filter { $0.family == family }.map { profile in
                profile.id == family ? "profile.yaml" : "profile-\(profile.id.dropFirst(family.count + 1)).yaml"
            }
            #expect(named.sorted() == files, "\(family)")
        }
        #expect(Set(catalogue.all.map(\.family)) == Set(DeviceFolders.families))
    }

    @Test func commentsAreLeftOutAndQuotedSignsAreNot() {
        #expect(DeviceFolders.withoutComment("id: a   # why") == "id: a")
        #expect(DeviceFolders.withoutComment("# all of it") == "")
        #expect(DeviceFolders.withoutComment(#"product: "No #1" # why"#) == #"product: "No #1""#)
        #expect(DeviceFolders.withoutComment("a#b") == "a#b")
    }
}
