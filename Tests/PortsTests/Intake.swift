import Glibc
import Testing
import Vitals

@testable import Ports

/// A drop folder with its intake, and what the intake refused.
struct Intake: ~Copyable {
    var folder: DropFolder
    private let refusals: Refusals

    final class Refusals: Sendable {
        private let all = Locked<[RefusedFile]>([])
        func add(_ file: RefusedFile) { all.withLock { $0.append(file) } }
        var names: [String] { all.withLock { $0.map { $0.refusal.name } } }
    }

    init(_ scratch: ScratchFolder, sizeLimit: Int64 = 1000) throws(PortError) {
        let refusals = Refusals()
        self.refusals = refusals
        let plan = DropFolderPlan(source: SourceIndex(3), path: scratch.path, sizeLimit: sizeLimit)
        folder = try DropFolder(plan) { refusals.add($0) }
    }

    var refusalNames: [String] { refusals.names }

    /// Reads and accepts everything there is now: names with contents.
    mutating func takeAll() throws -> [String: [UInt8]] {
        var taken: [String: [UInt8]] = [:]
        while let file = try folder.next() {
            let name = file.name
            #expect(taken[name] == nil)
            taken[name] = try Self.contents(file)
            try folder.finish(file, accepted: true, receipt: Array("{\"rows\":1}\n".utf8))
        }
        return taken
    }

    static func contents(_ file: borrowing ClaimedFile) throws -> [UInt8] {
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64)
        while case let count = try file.read(into: &buffer), count > 0 { all += buffer[..<count] }
        #expect(Int64(all.count) == file.byteCount)
        return all
    }

    /// Calls `takeAll` until something came.
    mutating func waitForSome() throws -> [String: [UInt8]] {
        let end = PortClock.bootNow().advanced(by: .seconds(10))
        while PortClock.bootNow() < end {
            let taken = try takeAll()
            if !taken.isEmpty { return taken }
            usleep(20_000)
        }
        return [:]
    }
}

/// `#require` cannot hold what cannot be copied.
func needed(_ file: consuming ClaimedFile?) throws -> ClaimedFile {
    struct NoFile: Error {}
    guard let file else { throw NoFile() }
    return file
}
