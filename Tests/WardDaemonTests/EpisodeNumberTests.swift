import Testing

@testable import WardDaemon

@Suite struct EpisodeNumberTests {
    private let id = "00a1b2c3d4e5f60718293a4b5c6d7e8f"

    @Test func anIDComesBackAsItWasWithItsZeros() throws {
        #expect(EpisodeNumber(id)?.id == id)
        #expect(EpisodeNumber(String(repeating: "f", count: 32))?.id == String(repeating: "f", count: 32))
        #expect(EpisodeNumber(String(repeating: "0", count: 32))?.id == String(repeating: "0", count: 32))
    }

    @Test(arguments: ["", "00a1b2", "00A1B2C3D4E5F60718293A4B5C6D7E8F", "+0a1b2c3d4e5f60718293a4b5c6d7e8f"])
    func nothingElseIsOne(text: String) { #expect(EpisodeNumber(text) == nil) }

    @Test(arguments: [
        ("0", true), ("00a1b2", true), ("00a1b2c3d4e5f60718293a4b5c6d7e8f", true), ("a1b2", false), ("00a1b3", false),
        ("00a1b1", false),
        ("00A1B2", false), ("", false), ("00a1b2c3d4e5f60718293a4b5c6d7e8f0", false),
    ])
    func itIsKnownByItsFirstDigits(name: String, isKnown: Bool) throws {
        #expect(try #require(EpisodeNumber(id)).begins(with: name) == isKnown)
    }
}
