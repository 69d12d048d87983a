import Foundation
import Testing

@testable import WardDaemon

/// The count of heartbeats is written over, each minute.
@Suite final class SmallFileTests {
    private let file: SmallFile
    private let folder = NSTemporaryDirectory() + "spotward-small-" + UUID().uuidString

    init() {
        mkdir(folder, 0o700)
        file = SmallFile(path: folder + "/count")
    }

    @Test func aTextOfTheSameLengthIsWrittenOverAndAnotherReplacesTheFile() throws {
        #expect(file.overwrite(with: "0001\n") == nil && file.text == "0001\n")
        let first = try number()
        #expect(file.overwrite(with: "0002\n") == nil && file.text == "0002\n")
        #expect(try number() == first)
        #expect(file.overwrite(with: "10002\n") == nil && file.text == "10002\n")
        #expect(file.overwrite(with: "2\n") == nil && file.text == "2\n")
    }

    @Test func whatIsLongerThanASectorIsAlwaysReplaced() throws {
        for count in [DaemonLimits.sectorByteCount, DaemonLimits.sectorByteCount + 1] {
            let (one, two) = (String(repeating: "a", count: count), String(repeating: "b", count: count))
            #expect(file.overwrite(with: one) == nil)
            let first = try number()
            #expect(file.overwrite(with: two) == nil && file.text == two)
            #expect(try (number() == first) == (count <= DaemonLimits.sectorByteCount))
        }
    }

    @Test func aFolderThatIsGoneIsSaid() {
        let trouble = SmallFile(path: folder + "/none/count").overwrite(with: "1\n")
        #expect(trouble?.contains("No such file") == true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func number() throws -> UInt64 {
        var status = stat()
        try #require(lstat(file.path, &status) == 0)
        return UInt64(status.st_ino)
    }
}
