import Glibc

/// A folder of its own for a scenario that needs files; gone with the value.
struct BenchFolder: ~Copyable {
    let path: String

    init() throws(BenchFailure) {
        // What mkdtemp(3) fills in: six of the letter.
        var template = Array((P_tmpdir + "/spotward-bench-" + String(repeating: "X", count: 6)).utf8CString)
        guard mkdtemp(&template) != nil else { throw BenchFailure("cannot make a folder: errno \(errno)") }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit {
        for name in [BenchNight.configurationName] { unlink(path + "/" + name) }
        rmdir(path)
    }
}

/// Why a scenario could not run.
struct BenchFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

/// A file that is written piece by piece.
struct BenchFile: ~Copyable {
    private let descriptor: CInt
    private let path: String

    init(_ path: String) throws(BenchFailure) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw BenchFailure("cannot make \(path): errno \(errno)") }
    }

    deinit { close(descriptor) }

    func write(_ bytes: [UInt8]) throws(BenchFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw BenchFailure("cannot write \(path): errno \(errno)") }
            rest = rest.dropFirst(count)
        }
    }
}
