import Glibc
import Testing

@testable import spotward

/// A log nobody reads holds nobody up.
@Suite struct LogStreamTests {
    /// A pipe, or a pair of sockets; both ends are closed with it.
    private final class Line {
        let reader: CInt
        let writer: CInt

        init(isSocket: Bool = false) throws {
            var ends: [CInt] = [-1, -1]
            let outcome =
                isSocket ? socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) : pipe(&ends)
            try #require(outcome == 0)
            (reader, writer) = (ends[0], ends[1])
        }

        deinit {
            close(reader)
            close(writer)
        }

        /// All that lies in it.
        func read() -> String {
            var text: [UInt8] = []
            var buffer = [UInt8](repeating: 0, count: 1 << 16)
            var look = pollfd(fd: reader, events: Int16(POLLIN), revents: 0)
            while poll(&look, 1, 0) == 1 {
                let count = Glibc.read(reader, &buffer, buffer.count)
                guard count > 0 else { break }
                text += buffer.prefix(count)
            }
            return String(decoding: text, as: UTF8.self)
        }
    }

    @Test(arguments: [false, true]) func aLineGoesOutWholeAndAtOnce(isSocket: Bool) throws {
        let line = try Line(isSocket: isSocket)
        let log = LogStream(line.writer)
        log.write("one\n")
        log.write("two\n")
        #expect(line.read() == "one\ntwo\n")
    }

    @Test(arguments: [false, true]) func whatNobodyTakesIsDroppedAndCounted(isSocket: Bool) throws {
        let line = try Line(isSocket: isSocket)
        let log = LogStream(line.writer)
        for number in 0..<100_000 { log.write("line \(number) of a log that nobody reads\n") }
        let before = line.read()
        #expect(before.hasPrefix("line 0 of a log"))
        log.write("the next\n")
        let after = line.read().split(separator: "\n").map(String.init)
        let count = try #require(after.first?.split(separator: " ").first.flatMap { Int($0) })
        #expect(after == ["\(count) lines of this log were dropped: nobody took them", "the next"])
        // Of a socket the last line may have gone out in part.
        #expect(abs(count + before.split(separator: "\n").count - 100_000) <= 1)
        log.write("and on\n")
        #expect(line.read() == "and on\n")
    }

    @Test(arguments: [-1, 0, 1]) func aLineIsCutAtItsLimit(excess: Int) throws {
        let line = try Line()
        let text = String(repeating: "x", count: LogStream.lineByteCount + excess - 1) + "\n"
        LogStream(line.writer).write(text)
        let read = line.read()
        #expect(read.utf8.count == min(text.utf8.count, LogStream.lineByteCount))
        #expect(read.hasSuffix("x\n"))
    }

    @Test func aReaderThatWentAwayEndsNothing() throws {
        signal(SIGPIPE, SIG_IGN)
        var ends: [CInt] = [-1, -1]
        try #require(pipe(&ends) == 0)
        close(ends[0])
        let log = LogStream(ends[1])
        log.write("nobody hears this\n")
        close(ends[1])
        log.write("nor this\n")
    }
}
