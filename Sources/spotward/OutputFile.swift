import ArgumentParser
import Glibc

/// Standard output or a file. Nothing is held back: a caller with many rows gathers those of one piece of input, and
/// whatever ends a command, Ctrl-C included, loses nothing that was written to standard output or to a recording.
///
/// What cannot be made or written is said on standard error, and the command ends with `EX_CANTCREAT` or `EX_IOERR`.
final class OutputFile: Sendable {
    /// What becomes of a file that is there already.
    enum Creation {
        /// It is replaced by the whole of the new one, at `finish`; until then that is written beside it, and is gone when
        /// the command fails or Ctrl-C ends it. For what can be made again.
        case whole
        /// It is left alone and the command refuses: it may be a child's night.
        case exclusive
    }

    private let name: String
    private let descriptor: CInt
    private let unfinished: UnfinishedFile?

    /// Standard output.
    init() {
        name = "standard output"
        descriptor = STDOUT_FILENO
        unfinished = nil
    }

    /// A file that only this user may read, as it may hold vital signs.
    ///
    /// - Parameter path: `nil` is standard output.
    init(_ path: String?, _ creation: Creation) throws(ExitCode) {
        name = path ?? "standard output"
        guard let path else {
            descriptor = STDOUT_FILENO
            unfinished = nil
            return
        }
        let isReplaced = creation == .whole && Self.isFileOrNothing(path)
        let flag = creation == .exclusive ? O_EXCL : O_TRUNC
        let written = isReplaced ? path + UnfinishedFile.suffix : path
        // Watched before it is made: Ctrl-C may come in between.
        unfinished = isReplaced ? UnfinishedFile(of: path) : nil
        descriptor = open(written, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY | flag, 0o600)
        guard descriptor >= 0 else {
            let isThere = errno == EEXIST
            StandardError.complain(
                "cannot make \(path): \(StandardError.text(of: errno)). "
                    + (isThere ? "Name a new file." : "Check the folder and its permissions."))
            throw ExitCode(EX_CANTCREAT)
        }
    }

    deinit { if descriptor > STDERR_FILENO { close(descriptor) } }

    /// Everything is written: a `whole` file takes its place.
    func finish() throws(ExitCode) {
        guard let unfinished, let failure = unfinished.takePlace() else { return }
        StandardError.complain("cannot make \(name): \(StandardError.text(of: failure)). Check the folder.")
        throw ExitCode(EX_CANTCREAT)
    }

    /// A pipe or a terminal is written to as it is, and so is a link, which may lead anywhere.
    private static func isFileOrNothing(_ path: String) -> Bool {
        var found = stat()
        return lstat(path, &found) == 0 ? found.st_mode & S_IFMT == S_IFREG : errno == ENOENT
    }

    /// Writes everything. When the reader of a pipe has had enough, the command ends quietly with status 0, as
    /// `head` expects of what stands before it.
    func write(_ bytes: [UInt8]) throws(ExitCode) {
        let failure = Self.put(bytes, descriptor)
        guard failure != 0 else { return }
        guard failure != EPIPE else { throw .success }
        StandardError.complain(
            "cannot write to \(name): \(StandardError.text(of: failure)). Check the disk or the pipe.")
        throw ExitCode(EX_IOERR)
    }

    /// Writes all of `bytes` to an open descriptor; 0, or the `errno` that stopped it.
    static func put(_ bytes: [UInt8], _ descriptor: CInt) -> CInt {
        var rest = bytes
        while !rest.isEmpty {
            let count = Glibc.write(descriptor, rest, rest.count)
            if count > 0 {
                rest.removeFirst(count)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return 0
    }
}
