import Foundation
import Register
import Testing
import Vitals

@Test func aConcernIsTheSameAfterBeingWrittenAndRead() throws {
    let command = WardCommand(
        .concern(child: "adm-7f3a", from: .parent, note: "breathing is hard work"),
        by: Person(name: "mother", role: .parent))
    let line = try JSONEncoder().encode(command)
    #expect(try JSONDecoder().decode(WardCommand.self, from: line) == command)
}
