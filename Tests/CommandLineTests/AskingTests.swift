import ArgumentParser
import Glibc
import Ports
import Register
import Testing
import Vitals

@testable import spotward

/// The way to the hub over a real unix socket, and what a command ends with.
@Suite struct AskingTests {
    /// A hub's control socket that gives one answer to everything.
    private func withHub(answering answer: ControlAnswer, _ body: (String) throws -> Void) throws {
        let path = "/tmp/spotward-\(getpid())-\(UInt32.random(in: 0...(.max))).sock"
        let line = answer.line
        let socket = try ControlSocket(path: path, onRequest: { $0.reply.send(line) }, refusal: { _ in line })
        defer { socket.stop() }
        try body(path)
    }

    private func status(_ body: () throws -> Void) -> Int32 {
        do {
            try body()
            return 0
        } catch {
            return Spotward.exitCode(for: error).rawValue
        }
    }

    private func close(_ path: String) throws -> CloseCommand {
        try CloseCommand.parse(["3f2a9c", "--reason", "seen", "--socket", path] + RequestTests.nurse)
    }

    @Test func whatTheHubDidEndsWellAndWhatItRefusedDoesNot() throws {
        try withHub(answering: ControlAnswer(isDone: true, message: "Closed.")) { path in
            let command = try close(path)
            let answer = try HubAnswer.ask(try command.request(at: RequestTests.now), command.asker)
            #expect(answer.text == "Closed.")
            #expect(status { try command.run() } == 0)
        }
        try withHub(answering: ControlAnswer(isDone: false, message: "No such episode.")) { path in
            #expect(status { try self.close(path).run() } == EX_DATAERR)
        }
    }

    @Test func whereNobodyListensACommandEndsAsUnavailable() throws {
        #expect(status { try self.close("/tmp/spotward-nowhere.sock").run() } == EX_UNAVAILABLE)
    }

    @Test func aConcernIsSentOrLeftInTheDropFolderAndNeverEndsWellUnsent() throws {
        let ward = try RecordedWard()
        try withHub(answering: ControlAnswer(isDone: true, message: "The team is called.")) { path in
            let sent = try ConcernCommand.parse(["adm-a", "--socket", path, "--config", ward.configuration])
            #expect(status { try sent.run() } == 0)
            #expect(try ward.dropped().isEmpty)
        }
        let unknown = ControlAnswer(
            isDone: false, message: "Nothing was done. child: there is no child 'adm-x'.",
            refusals: ["child: there is no child 'adm-x'."])
        try withHub(answering: unknown) { path in
            // The hub would refuse the file as well, so none is left that promises otherwise.
            let refused = try ConcernCommand.parse(["adm-x", "--socket", path, "--config", ward.configuration])
            #expect(status { try refused.run() } == EX_DATAERR)
            #expect(try ward.dropped().isEmpty)
        }
        try withHub(answering: ControlAnswer(isDone: false, message: "Too many ask at once.")) { path in
            let busy = try ConcernCommand.parse(["adm-x", "--socket", path])
            #expect(status { try busy.run() } == EX_UNAVAILABLE)
        }
        let unsent = try ConcernCommand.parse(["adm-a", "--note", "pale", "--config", ward.configuration])
        #expect(status { try unsent.run() } == EX_UNAVAILABLE)
        let dropped = try ward.dropped()
        #expect(dropped.map(\.deed) == [.concern(child: "adm-a", from: .parent, note: "pale")])
        // The configured number is what is said.
        #expect(unsent.asker.place.forConcern().phone == "0300 000 0000")
    }

    @Test func aConfigurationThatCannotBeReadHoldsNoConcernUpThatHasASocket() throws {
        try withHub(answering: ControlAnswer(isDone: true, message: "The team is called.")) { path in
            let sent = try ConcernCommand.parse(["adm-a", "--socket", path, "--config", "/nowhere/ward.yaml"])
            #expect(status { try sent.run() } == 0)
        }
        let lost = try ConcernCommand.parse(["adm-a", "--config", "/nowhere/ward.yaml"])
        #expect(status { try lost.run() } == EX_UNAVAILABLE)
    }
}
