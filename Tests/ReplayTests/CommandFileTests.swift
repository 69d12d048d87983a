import Foundation
import Testing

@testable import spotward

/// The files of the command line: read in pieces, written whole, and each failure with its own exit status.
@Suite struct CommandFileTests {
    private static func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.appendingPathComponent("spotward-\(UUID().uuidString)").path
    }

    /// The status a command would end with; `nil` when nothing was thrown.
    private func status(_ body: () throws -> Void) -> Int32? {
        do {
            try body()
            return nil
        } catch {
            return Spotward.exitCode(for: error).rawValue
        }
    }

    @Test(arguments: [0, 1, InputFile.pieceByteCount - 1, InputFile.pieceByteCount, InputFile.pieceByteCount + 1])
    func whatIsWrittenIsReadBackInPieces(byteCount: Int) throws {
        let path = Self.temporaryPath()
        defer { unlink(path) }
        let bytes = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0) }
        try OutputFile(path, .exclusive).write(bytes)
        let input = try InputFile(path)
        var pieces: [[UInt8]] = []
        while let piece = try input.next() { pieces.append(piece) }
        #expect(Array(pieces.joined()) == bytes)
        #expect(pieces.allSatisfy { (1...InputFile.pieceByteCount).contains($0.count) })
    }

    @Test func anExistingFileIsReplacedByTheWholeOrRefusedAsAsked() throws {
        let path = Self.temporaryPath()
        defer { unlink(path) }
        try OutputFile(path, .exclusive).write(Array("a child's night".utf8))
        #expect(status { _ = try OutputFile(path, .exclusive) } == EX_CANTCREAT)
        #expect(try InputFile(path).next() == Array("a child's night".utf8))
        let output = try OutputFile(path, .whole)
        try output.write(Array("new".utf8))
        #expect(try InputFile(path).next() == Array("a child's night".utf8))
        try output.finish()
        #expect(try InputFile(path).next() == Array("new".utf8))
        #expect(access(path + UnfinishedFile.suffix, F_OK) != 0)
    }

    @Test func aFileThatIsNotFinishedLeavesNothing() throws {
        let path = Self.temporaryPath()
        do {
            let output = try OutputFile(path, .whole)
            try output.write(Array("half".utf8))
            #expect(access(path + UnfinishedFile.suffix, F_OK) == 0)
        }
        #expect(access(path, F_OK) != 0)
        #expect(access(path + UnfinishedFile.suffix, F_OK) != 0)
    }

    @Test func theLengthOfAFileIsKnownAndOfAPipeIsNot() throws {
        let path = Self.temporaryPath()
        defer { unlink(path) }
        try OutputFile(path, .exclusive).write([1, 2, 3])
        #expect(try InputFile(path).byteCount == 3)
        #expect(InputFile.byteCount(of: [path, path]) == 6)
        #expect(InputFile.byteCount(of: [path, "-"]) == nil)
        #expect(InputFile.byteCount(of: [path, "/nowhere/at/all"]) == nil)
        #expect(try InputFile("/dev/null").byteCount == nil)
    }

    @Test func onlyThisUserMayReadWhatIsMade() throws {
        let path = Self.temporaryPath()
        defer { unlink(path) }
        try OutputFile(path, .whole).finish()
        var found = stat()
        #expect(stat(path, &found) == 0 && found.st_mode & 0o077 == 0)
    }

    @Test func whatCannotBeReadOrWrittenHasAStatusOfItsOwn() {
        #expect(status { _ = try InputFile("/nowhere/at/all") } == EX_NOINPUT)
        #expect(status { _ = try InputFile("/").next() } == EX_NOINPUT)
        #expect(status { _ = try OutputFile("/nowhere/at/all", .whole) } == EX_CANTCREAT)
        #expect(status { try OutputFile("/dev/full", .whole).write([1]) } == EX_IOERR)
    }

    @Test func aReaderThatHasHadEnoughEndsTheCommandQuietly() throws {
        let path = Self.temporaryPath()
        try #require(mkfifo(path, 0o600) == 0)
        defer { unlink(path) }
        signal(SIGPIPE, SIG_IGN)
        // Without O_NONBLOCK each end would wait for the other to be opened.
        let reader = open(path, O_RDONLY | O_NONBLOCK)
        try #require(reader >= 0)
        let output = try OutputFile(path, .whole)
        close(reader)
        #expect(status { try output.write([1]) } == 0)
    }
}
