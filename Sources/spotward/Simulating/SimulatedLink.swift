import Glibc

/// A name that leads to a simulated device, so that a configuration can name it before it is plugged in.
struct SimulatedLink {
    let path: String

    /// Why the name cannot be taken.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// Points the name at `target`. What stands there already is left alone, unless it is a link that leads nowhere any
    /// more, as a simulator that was killed leaves one.
    func point(to target: String) throws(Failure) {
        var status = stat()
        if lstat(path, &status) == 0 {
            let isLink = status.st_mode & S_IFMT == S_IFLNK
            guard isLink, access(path, F_OK) != 0 else {
                throw Failure(description: "\(path) is there already: name another --link, or remove it.")
            }
            unlink(path)
        }
        guard symlink(target, path) == 0 else {
            throw Failure(
                description: "cannot make the link \(path): \(StandardError.text(of: errno)). Check the folder.")
        }
    }

    /// Takes the name away if it still leads to `target`.
    func remove(from target: String) {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink(path, &buffer, buffer.count)
        guard count > 0, String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) == target else {
            return
        }
        unlink(path)
    }
}
