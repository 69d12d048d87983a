import CPosix
import Glibc

/// An open folder that only its owner, or people who cannot remove each other's files, may write to.
struct TrustedFolder: ~Copyable, Sendable {
    let descriptor: FileDescriptor
    let path: String
    let identity: FileIdentity

    /// Opens the folder at `path`, which must not be a link.
    init(path: String) throws(PortError) {
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let opened = FileDescriptor(owning: try systemCall(.open, path) { unsafe posix_open(path, flags, 0) })
        try self.init(opened, path: path)
    }

    /// Opens the folder `name` inside `parent`; makes it, for our eyes only, when there is none.
    init(_ name: String, in parent: borrowing TrustedFolder) throws(PortError) {
        let path = parent.path + "/" + name
        let folder = parent.descriptor.rawValue
        do {
            _ = try systemCall(.makeFolder, path) { unsafe mkdirat(folder, name, 0o700) }
        } catch let error where error.cause == .system(errno: EEXIST) {}
        let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
        let opened = FileDescriptor(owning: try systemCall(.open, path) { unsafe posix_openat(folder, name, flags, 0) })
        try self.init(opened, path: path)
    }

    private init(_ opened: consuming FileDescriptor, path: String) throws(PortError) {
        let status = try opened.status(path: path)
        let isSticky = status.st_mode & S_ISVTX != 0
        if status.st_mode & S_IWOTH != 0, !isSticky { throw PortError(.open, path, .worldWritable) }
        guard status.st_uid == geteuid() || status.st_uid == 0 else {
            throw PortError(.open, path, .foreignOwner(userID: status.st_uid))
        }
        descriptor = opened
        self.path = path
        identity = FileIdentity(status)
    }

    /// Makes renamings into and out of this folder durable.
    borrowing func sync() throws(PortError) { try descriptor.sync(path: path) }

    /// The status of the entry itself, links not followed; `nil` when there is no such entry.
    borrowing func status(of name: EntryName) throws(PortError) -> stat? {
        var status = stat()
        let folder = descriptor.rawValue
        do {
            _ = try systemCall(.status, path) {
                unsafe name.withCString { unsafe fstatat(folder, $0, &status, AT_SYMLINK_NOFOLLOW) }
            }
        } catch let error where error.cause == .system(errno: ENOENT) {
            return nil
        }
        return status
    }

    /// Moves one entry, whatever it is, into another folder. An entry of that name there is never replaced: `EEXIST`.
    borrowing func move(
        _ name: EntryName, to target: borrowing TrustedFolder, as newName: EntryName
    ) throws(PortError) {
        let from = descriptor.rawValue
        let to = target.descriptor.rawValue
        _ = try systemCall(.rename, path) {
            unsafe name.withCString { old in
                unsafe newName.withCString { new in unsafe posix_rename_without_replacing(from, old, to, new) }
            }
        }
    }

    /// Calls `body` with the name of each entry, `.` and `..` left out, until it answers `false`.
    borrowing func forEachEntry(_ body: (EntryName) -> Bool) throws(PortError) {
        let folder = descriptor.rawValue
        // A description of its own: the reading position of a shared one would be shared too.
        let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
        let own = try systemCall(.list, path) { unsafe posix_openat(folder, ".", flags, 0) }
        guard let stream = unsafe fdopendir(own) else {
            let code = errno
            close(own)
            throw PortError(.list, path, .system(errno: code))
        }
        defer { unsafe closedir(stream) }
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw PortError(.list, path, .system(errno: errno)) }
                return
            }
            // The entry lives until the next readdir, and the name is copied here.
            let name = unsafe EntryName(cString: posix_entry_name(entry))
            guard !name.isSelfOrParent else { continue }
            guard body(name) else { return }
        }
    }
}

/// Which file or folder something is, whatever its name.
struct FileIdentity: Sendable, Hashable {
    let device: UInt64
    let number: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        number = UInt64(status.st_ino)
    }
}
