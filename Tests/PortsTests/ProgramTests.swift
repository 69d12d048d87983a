import Foundation
import Glibc
import Testing

@testable import Ports

/// A program of the site's is run with what it is told, and never for longer than it may.
@Suite struct ProgramTests {
    private func run(_ script: String, patience: Duration = .seconds(20)) -> Program.End {
        Program.run("/bin/sh", ["-c", script], environment: ["TOLD=yes"], patience: patience)
    }

    @Test func itsStatusIsTheAnswer() {
        #expect(run("exit 0") == .ended(status: 0))
        #expect(run("exit 7") == .ended(status: 7))
        #expect(run("kill -TERM $$") == .killed(signal: 15))
    }

    @Test func aSignalTheDaemonIgnoresEndsTheProgramAllTheSame() {
        let before = signal(SIGTERM, SIG_IGN)
        defer { signal(SIGTERM, before) }
        #expect(run("kill -TERM $$; exit 3") == .killed(signal: 15))
    }

    @Test func itIsToldWhatItIsToldAndNothingElse() {
        #expect(run("test \"$TOLD\" = yes && test -z \"$HOME\"") == .ended(status: 0))
    }

    @Test func oneThatTakesTooLongIsEnded() {
        let start = ContinuousClock.now
        #expect(run("exec sleep 60", patience: .milliseconds(200)) == .tookTooLong)
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test func oneThatIsNotThereIsSaid() {
        let end = Program.run("/nowhere/program", [], environment: [], patience: .seconds(1))
        #expect(end == .notStarted(errno: ENOENT))
        #expect("\(end)".contains("No such file or directory"))
    }
}
