import Glibc

/// A small file of the state folder that is replaced as a whole: what stands in it is the old text or the new one, never
/// half of either, also after a power cut.
struct SmallFile: Sendable {
    let path: String

    /// The text; `nil` where there is none or it cannot be read.
    var text: String? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: DaemonLimits.smallFileByteCount)
        let count = Glibc.read(file, &bytes, bytes.count)
        return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
    }

    /// - Parameter mode: who may read it.
    /// - Returns: why it could not be written; `nil` when it stands on the disk.
    func replace(with text: String, mode: mode_t = 0o600) -> String? {
        let newPath = path + ".new"
        unlink(newPath)
        let file = open(newPath, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode)
        guard file >= 0 else { return failure("open") }
        let bytes = Array(text.utf8.prefix(DaemonLimits.smallFileByteCount))
        let isWritten = Glibc.write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
        let problem = isWritten ? nil : failure("write")
        close(file)
        if let problem { return problem }
        return rename(newPath, path) == 0 ? nil : failure("rename")
    }

    /// Writes over a text of the same length, in place: one block of the disk, where a new file is six. A sector is written
    /// whole or not at all, so here too it is the old text or the new one. A text of another length replaces the file.
    ///
    /// - Parameter text: at most `DaemonLimits.sectorByteCount` bytes.
    /// - Returns: why it could not be written; `nil` when it stands on the disk.
    func overwrite(with text: String) -> String? {
        let bytes = Array(text.utf8)
        let file = open(path, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return replace(with: text) }
        defer { close(file) }
        var status = stat()
        guard bytes.count <= DaemonLimits.sectorByteCount, fstat(file, &status) == 0,
            status.st_mode & S_IFMT == S_IFREG, status.st_size == bytes.count
        else { return replace(with: text) }
        return pwrite(file, bytes, bytes.count, 0) == bytes.count && fdatasync(file) == 0 ? nil : failure("write")
    }

    private func failure(_ call: String) -> String { "\(call) \(path): \(String(cString: strerror(errno)))" }
}
