import Glibc
import Vitals

/// The directory a daemon keeps its state in, held by one daemon at a time.
///
/// The hold is an advisory lock on the file `lock`. The kernel drops it when the process ends, however it ends, so a
/// stale lock cannot keep a restarted daemon out.
public final class StateDirectory {
    public let path: String
    private var descriptor: Int32

    /// Makes the directory (mode 0700) where it is missing, and takes the lock.
    ///
    /// A directory that is there keeps its mode: it may be a person's own.
    public init(_ path: String) throws(JournalError) {
        self.path = path
        if mkdir(path, 0o700) != 0, errno != EEXIST {
            throw JournalError(systemCall: "make the state directory", on: path)
        }
        let lockPath = path + "/" + Limits.lockName
        descriptor = open(lockPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw JournalError(systemCall: "open the lock file", on: lockPath) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let code = errno
            let holder = Self.holder(descriptor)
            // Once: what is thrown here is deinitialised too, and by then the number may be another file's.
            release()
            throw JournalError(
                .locked, call: "take the state directory", subject: path, code: code,
                reason: code == EWOULDBLOCK ? "another spotward holds it\(holder)" : message(code),
                nextStep: "Stop the other daemon first; to read while it runs, use `spotward journal`.")
        }
        // For the message above only: the lock is the kernel's, not this text.
        let identity = Array("\(getpid())\n".utf8)
        _ = ftruncate(descriptor, 0)
        _ = pwrite(descriptor, identity, identity.count, 0)
    }

    deinit { release() }

    /// Lets the directory go. Safe to call twice.
    public func release() {
        guard descriptor >= 0 else { return }
        Glibc.close(descriptor)
        descriptor = -1
    }

    public var journalPath: String { path + "/" + Limits.fileName }

    /// Makes the journal's file with mode 0600 before SQLite can make it with another. SQLite gives its side files the
    /// mode of the file. (A process-wide umask would do too, and would race with other threads.)
    func prepareJournalFile() throws(JournalError) {
        let file = open(journalPath, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw JournalError(systemCall: "make the journal", on: journalPath) }
        defer { Glibc.close(file) }
        guard fchmod(file, 0o600) == 0 else { throw JournalError(systemCall: "protect the journal", on: journalPath) }
        try synchronise()
    }

    /// Sets a damaged journal aside under a name with the wall time in it, side files too. Nothing is overwritten.
    func quarantineJournal(at now: WallInstant) throws(JournalError) -> String {
        let stamp = now.description.filter { $0 != ":" && $0 != "-" }
        for attempt in 0..<Limits.quarantineNameCount {
            let target = path + "/" + Limits.quarantinePrefix + stamp + (attempt == 0 ? "" : "-\(attempt)")
            guard access(target, F_OK) != 0 else { continue }
            // The log goes first: without its log the file is still found damaged, but a log left behind would be
            // played into the new file.
            for suffix in ["-wal", "-shm", ""] where access(journalPath + suffix, F_OK) == 0 {
                guard rename(journalPath + suffix, target + suffix) == 0 else {
                    throw JournalError(systemCall: "set the damaged journal aside", on: journalPath + suffix)
                }
            }
            try synchronise()
            return target
        }
        throw JournalError(
            .corrupt, call: "set the damaged journal aside", subject: journalPath,
            reason: "\(Limits.quarantineNameCount) damaged journals of this moment are already there",
            nextStep: "Look at the disk, and move the files named \(Limits.quarantinePrefix)… away.")
    }

    /// Writes the directory's own entries to the disk: without this a new or renamed file can vanish in a power cut.
    func synchronise() throws(JournalError) {
        let directory = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw JournalError(systemCall: "open the state directory", on: path) }
        defer { Glibc.close(directory) }
        guard fsync(directory) == 0 else { throw JournalError(systemCall: "write the state directory", on: path) }
    }

    private static func holder(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        let digits = bytes.prefix(max(0, count)).prefix { (0x30...0x39).contains($0) }
        return digits.isEmpty ? "" : " (process \(String(decoding: digits, as: UTF8.self)))"
    }
}

extension JournalError {
    /// A failed system call; reads `errno`, so nothing may come between.
    init(systemCall call: String, on subject: String) {
        let code = errno
        let kind: Kind =
            switch code {
            case ENOSPC, EDQUOT: .full
            case EROFS: .readOnly
            case EIO: .inputOutput
            default: .directory
            }
        self.init(
            kind, call: call, subject: subject, code: code, reason: message(code), nextStep: kind.nextStep)
    }
}

/// The C library's words for an `errno`.
private func message(_ code: Int32) -> String {
    var bytes = [CChar](repeating: 0, count: 128)
    // The XSI form writes into our buffer and always ends it with a zero.
    guard strerror_r(code, &bytes, bytes.count) == 0 else { return "error \(code)" }
    return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
