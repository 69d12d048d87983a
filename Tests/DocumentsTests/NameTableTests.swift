import Testing

@testable import Documents

@Suite struct NameTableTests {
    /// Alike in their first eight bytes and in length, one the beginning of another, none at all, and so many that slots
    /// are taken.
    private static let names =
        ["", "v", "va", "valueTim", "valueTime"] + (0..<300).map { "value-of-\($0)" } + (100..<400).map { "n\($0)" }

    @Test func everyNameIsFoundAtItsPlace() {
        let table = NameTable(Self.names)
        for (place, name) in Self.names.enumerated() { #expect(table.index(of: Array(name.utf8).span) == place) }
    }

    @Test func aNameThatIsNotInTheListIsNotFound() {
        let table = NameTable(Self.names)
        let known = Set(Self.names)
        for name in Self.names {
            for other in [name + "x", String(name.dropLast()), name.uppercased(), "x" + name.dropFirst()]
            where !known.contains(other) {
                #expect(table.index(of: Array(other.utf8).span) == nil, "\(other)")
            }
        }
    }

    @Test func ofTwoEqualNamesTheFirstIsFound() {
        #expect(NameTable(["beat", "breath", "beat"]).index(of: Array("beat".utf8).span) == 0)
    }

    @Test func anEmptyListHasNoName() {
        #expect(NameTable([String]()).index(of: Array("a".utf8).span) == nil)
    }
}
