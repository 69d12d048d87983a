import Glibc

/// A file as it was read, once: what was checked is what is hashed and what is used.
public struct LoadedFile: Sendable, Hashable {
    /// As it was named, for messages.
    public var path: String
    public var bytes: [UInt8]

    public init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    /// Reads a regular file of at most `byteLimit` bytes. A pipe or a device is refused without waiting for it.
    public static func read(_ path: String, byteLimit: Int = Limits.fileByteCount) throws(FileRefusal) -> LoadedFile {
        let file = try OpenFile(path)
        defer { file.close() }
        return LoadedFile(path: path, bytes: try file.bytes(limit: byteLimit))
    }
}

/// Why a file was not read.
public enum FileRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case missing
    case notPermitted
    case notRegular
    case tooLarge(byteLimit: Int)
    /// A call of the system failed; the number is its `errno`.
    case system(call: StaticCall, errno: Int32)

    public enum StaticCall: String, Sendable { case open, fstat, read }

    /// A clause for messages, after the file's name.
    public var description: String {
        switch self {
        case .missing: "does not exist"
        case .notPermitted: "may not be read by this user"
        case .notRegular: "is not a regular file"
        case .tooLarge(let byteLimit): "is larger than \(byteLimit) bytes"
        case .system(let call, let errno): "cannot be read: \(call.rawValue) failed with errno \(errno)"
        }
    }

    /// What to do about it; no full stop.
    public var suggestion: String {
        switch self {
        case .missing: "Check the name; a relative path starts at the folder of the configuration file"
        case .notPermitted: "Let the user the daemon runs as read it"
        case .notRegular: "Name a file, not a folder, pipe or device"
        case .tooLarge: "Check that this is the file you mean"
        case .system: "Check the disk and the path"
        }
    }
}

/// An open descriptor of a regular file, with what the system says of it.
struct OpenFile {
    let descriptor: Int32
    let mode: UInt32

    init(_ path: String) throws(FileRefusal) {
        // O_NONBLOCK: opening a pipe that nobody writes to would otherwise wait for ever.
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
        guard descriptor >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw .missing
            case EACCES, EPERM: throw .notPermitted
            case ENXIO, ELOOP: throw .notRegular
            default: throw .system(call: .open, errno: errno)
            }
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else {
            let number = errno
            _ = Glibc.close(descriptor)
            throw .system(call: .fstat, errno: number)
        }
        mode = status.st_mode
        guard mode & S_IFMT == S_IFREG else {
            _ = Glibc.close(descriptor)
            throw .notRegular
        }
    }

    func close() { _ = Glibc.close(descriptor) }

    /// Reads to the end and never believes the size the system reports: a file can grow while it is read.
    func bytes(limit: Int) throws(FileRefusal) -> [UInt8] {
        var all: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return all }
            guard count > 0 else {
                if errno == EINTR { continue }
                throw .system(call: .read, errno: errno)
            }
            guard all.count + count <= limit else { throw .tooLarge(byteLimit: limit) }
            all.append(contentsOf: chunk[..<count])
        }
    }
}
