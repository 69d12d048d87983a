import Glibc

/// A file that only holds room: it is removed when the disk has none left for what must not be lost, and made again when
/// there is room. Readings and recordings never have it.
public struct DiskReserve: Sendable {
    public let path: String
    public let byteCount: Int

    public init(stateDirectory: String, byteCount: Int = Limits.reserveByteCount) {
        path = stateDirectory + "/" + Limits.reserveName
        self.byteCount = byteCount
    }

    /// Whether the whole of it is there.
    public var isThere: Bool {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        // Blocks are counted in 512 bytes; a file with holes holds no room.
        return Int(status.st_size) >= byteCount && Int(status.st_blocks) * 512 >= byteCount
    }

    /// Takes the room; `false` when it cannot be had, and then nothing of it is kept.
    public func make() -> Bool {
        if isThere { return true }
        unlink(path)
        let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { return false }
        defer { close(file) }
        // It fills the file where the file system cannot set room aside.
        guard posix_fallocate(file, 0, off_t(byteCount)) == 0, fsync(file) == 0 else {
            unlink(path)
            return false
        }
        return true
    }

    /// Gives the room away; `false` when there was none to give.
    public func release() -> Bool { unlink(path) == 0 }
}
