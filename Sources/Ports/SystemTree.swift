import CPosix
import Glibc

/// Reading /sys: one short value a file, and links for what belongs together.
///
/// Whatever cannot be read is absent: devices are unplugged while they are looked at.
enum SystemTree {
    /// A file's text without the line end; control characters, which a device may send in its own texts, are replaced.
    static func text(_ path: String) -> String? { lines(path).first }

    /// All lines of a file, at most `PortLimits.systemTextByteCount` bytes of it.
    static func lines(_ path: String) -> [String] {
        let opened = unsafe posix_open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0)
        guard opened >= 0 else { return [] }
        let file = FileDescriptor(owning: opened)
        var buffer = [UInt8](repeating: 0, count: PortLimits.systemTextByteCount)
        guard case .bytes(let count) = file.read(into: &buffer) else { return [] }
        return String(decoding: buffer[..<count], as: UTF8.self).split(separator: "\n").map(printable)
    }

    /// The value of `KEY=value` in a `uevent` file.
    static func value(of key: String, in lines: [String]) -> String? {
        for line in lines where line.hasPrefix(key + "=") {
            let value = line.dropFirst(key.count + 1)
            return value.isEmpty ? nil : String(value)
        }
        return nil
    }

    /// The names in a folder, sorted, without `.` and `..`; at most `PortLimits.systemEntryCount`.
    static func names(in folder: String) -> [String] {
        guard let stream = unsafe opendir(folder) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while names.count < PortLimits.systemEntryCount, let entry = unsafe readdir(stream) {
            // The entry lives until the next readdir, and the name is copied here.
            let name = unsafe String(cString: posix_entry_name(entry))
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
    }

    /// Where a path leads when every link in it is followed.
    static func resolved(_ path: String) -> String? {
        guard let resolved = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

    private static func printable(_ line: Substring) -> String {
        let scalars = line.unicodeScalars.map { scalar -> Character in
            let isControl = scalar.properties.generalCategory == .control
            return isControl ? "?" : Character(scalar)
        }
        return String(scalars.prefix(PortLimits.systemTextCount))
    }
}
