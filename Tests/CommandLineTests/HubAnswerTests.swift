import ArgumentParser
import Foundation
import Register
import Testing
import Vitals

@testable import spotward

/// What is said of the hub's answer, and of no answer.
@Suite struct HubAnswerTests {
    @Test func anAnswerIsOneSentenceAndARefusalSaysEachReason() throws {
        var done = ControlAnswer(isDone: true, message: "Taken until 03:15.")
        done.number = 412
        #expect(try HubAnswer(line: done.line).text == "Taken until 03:15. (number 412)")
        let refused = ControlAnswer(
            isDone: false, message: "Nothing was done. a is wrong. b is wrong.",
            refusals: ["a is wrong.", "b is wrong."])
        #expect(try HubAnswer(line: refused.line).text == "REFUSED: Nothing was done.\n  a is wrong.\n  b is wrong.")
        #expect(try HubAnswer(line: done.line).line == done.line)
    }

    @Test(arguments: ["", "{}", "HTTP/1.1 400 Bad Request", "[1]"])
    func whatIsNoAnswerIsNotTakenForOne(line: String) {
        #expect(throws: UnreadableAnswer.self) { try HubAnswer(line: line) }
    }

    @Test func aConcernThatDidNotGetThroughSaysSoFirstAndThenWhomToRing() {
        var unsent = ConcernUnsent(
            failure: ConcernFailure("no daemon listens there", mayBeSent: false), phone: "0300 000 0000",
            instructions: "If your child's life is in danger ring 999.",
            file: .written(path: "drop/concern.command.json"))
        #expect(
            unsent.text == """
                YOUR CONCERN WAS NOT SENT.
                RING THE TEAM NOW: 0300 000 0000
                If your child's life is in danger ring 999.
                Why: no daemon listens there.
                It lies at drop/concern.command.json and will be taken when the hub is back. Do not wait for that.
                """)
        #expect(unsent.answer.isDone == false && unsent.answer.message == unsent.text)

        unsent.instructions = nil
        unsent.phone = nil
        unsent.file = .noFolder
        #expect(
            unsent.text == """
                YOUR CONCERN WAS NOT SENT.
                RING THE TEAM NOW, on the number they gave you.
                If a life may be in danger, ring 999.
                Why: no daemon listens there.
                """)
        unsent.failure = ConcernFailure("child: is unknown. Ring the ward.", mayBeSent: false, isRefused: true)
        unsent.file = .notLeft
        #expect(
            unsent.text.hasSuffix(
                "\nWhy: child: is unknown. Ring the ward.\nSay it once more with the child's right name."))
        unsent.failure = ConcernFailure("no answer within 5 s", mayBeSent: true)
        #expect(unsent.text.hasPrefix("IT IS NOT KNOWN WHETHER YOUR CONCERN WAS SENT. TAKE IT AS NOT SENT.\n"))
    }

    @Test func aConcernLeftInADropFolderIsWholeAndReadableAndOfItsOwn() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("spotward-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let request = WardCommand(
            .concern(child: "adm-7f3a", from: .parent, note: "breathing looks different"),
            by: Person(name: "not given", role: .parent))
        for seconds in [0, 1] {
            let at = RequestTests.now.advanced(by: .seconds(seconds))
            guard case .written(let path) = DroppedConcern.write(request, to: folder, at: at) else {
                Issue.record("not written")
                return
            }
            #expect(path.hasSuffix(".command.json"))
            let text = try String(contentsOfFile: path, encoding: .utf8)
            #expect(text.last == "\n")
            let read = try WardCommand(line: String(text.dropLast()))
            #expect(read.deed == request.deed && read.by == request.by && read.at == at)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        #expect(names.count == 2 && !names.contains { $0.hasPrefix(".") })
        // The same words a moment later are another content: the hub takes each content once.
        let texts = try names.map { try String(contentsOfFile: folder + "/" + $0, encoding: .utf8) }
        #expect(Set(texts).count == 2)
        #expect(DroppedConcern.write(request, to: nil, at: RequestTests.now) == .noFolder)
        guard case .failed = DroppedConcern.write(request, to: folder + "/nowhere", at: RequestTests.now) else {
            Issue.record("a folder that is not there took a file")
            return
        }
    }

    @Test func nobodyIsTurnedAwayForNotSayingWhoTheyAre() throws {
        func request(_ words: [String]) throws -> WardCommand {
            try #require(try ConcernCommand.parseAsRoot(words) as? ConcernCommand).request()
        }
        let bare = try request([])
        #expect(bare.deed == .concern(child: "", from: .parent, note: nil))
        #expect(bare.by.role == .parent && !bare.by.name.isEmpty)
        let young = try request(["k", "--from", "young-person", "--note", "dizzy"])
        #expect(young.deed == .concern(child: "k", from: .youngPerson, note: "dizzy") && young.by.role == .youngPerson)
        let staff = try request(["k", "--by", "A.Mensah", "--role", "nurse"])
        #expect(staff.deed == .concern(child: "k", from: .staff, note: nil))
        #expect(throws: (any Error).self) { try request(["k", "--status", "--note", "x"]) }
    }
}
