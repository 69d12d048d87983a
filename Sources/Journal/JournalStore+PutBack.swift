import Glibc
import GRDB
import Vitals

/// Which file stands under a name now: another one there, or none, is another answer.
struct NamedFile: Equatable {
    var device: dev_t
    var inode: ino_t

    /// `nil` where there is none of that name.
    init?(of path: String) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        (device, inode) = (status.st_dev, status.st_ino)
    }
}

extension JournalStore {
    /// The journal and the files beside it, which SQLite holds open as long as the store lives.
    static func identities(_ path: String) -> [NamedFile?] {
        ["", "-wal", "-shm"].map { NamedFile(of: path + $0) }
    }

    /// Whether the files under their names are those this store writes to. What is written to a file that was removed or
    /// replaced is gone with the process, though every call answers that the disk has it.
    ///
    /// It only asks for their names: to open and close one would let go SQLite's own locks on it.
    public var isInPlace: Bool {
        zip(identities, Self.identities(path)).allSatisfy { known, found in known == nil || known == found }
    }

    /// Puts the journal back under its name, whole, from the files that are still open, and closes the store. Whatever has its
    /// name by now is set aside.
    ///
    /// - Returns: where that was put, if there was anything.
    public func putBack(at now: WallInstant) throws(JournalError) -> String? {
        try requireOpen()
        let copy = path + Limits.copySuffix
        unlink(copy)
        do {
            try queue.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM INTO ?", arguments: [copy])
            }
        } catch {
            throw JournalError(error, call: "copy the journal that was removed", subject: copy)
        }
        try? closeQueue()
        return try directory.install(copy, at: now)
    }
}

extension StateDirectory {
    /// Gives a copy the journal's name, on the disk before anything is written to it.
    func install(_ copy: String, at now: WallInstant) throws(JournalError) -> String? {
        let file = open(copy, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard file >= 0 else { throw JournalError(systemCall: "open the journal's copy", on: copy) }
        defer { Glibc.close(file) }
        guard fchmod(file, 0o600) == 0, fsync(file) == 0 else {
            throw JournalError(systemCall: "write the journal's copy to the disk", on: copy)
        }
        let isTaken = ["", "-wal", "-shm"].contains { access(journalPath + $0, F_OK) == 0 }
        let aside = isTaken ? try quarantineJournal(at: now) : nil
        guard rename(copy, journalPath) == 0 else {
            throw JournalError(systemCall: "put the journal back under its name", on: journalPath)
        }
        try synchronise()
        return aside
    }
}
