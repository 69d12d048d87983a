import Glibc

/// Whole files, for a search through every byte.
enum FileBytes {
    /// Empty for what is no regular file or cannot be read.
    static func of(_ path: String) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return [] }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(clamping: status.st_size))
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            bytes += chunk.prefix(count)
        }
    }

    /// The paths of a folder's entries, in order.
    static func names(in folder: String) -> [String] {
        RecordingFolder.entries(in: folder).sorted().map { folder + "/" + $0 }
    }
}
