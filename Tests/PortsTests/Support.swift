import Glibc
import Vitals

@testable import Ports

/// Whether `condition` comes to hold within `seconds`.
func waitUntil(seconds: Double = 10, _ condition: () -> Bool) -> Bool {
    let end = PortClock.bootNow().advanced(by: .seconds(seconds))
    while PortClock.bootNow() < end {
        if condition() { return true }
        usleep(1000)
    }
    return condition()
}

/// A folder of the test's own, removed with all it holds.
final class ScratchFolder {
    let path: String

    /// - Parameter isInMemory: whether to lie in memory, where syncing costs nothing, if the machine has such a place.
    init(isInMemory: Bool = false) throws {
        let base = isInMemory && access("/dev/shm", W_OK) == 0 ? "/dev/shm" : P_tmpdir
        var template = Array("\(base)/spotward-ports-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw PortError(.makeFolder, "a scratch folder", .system(errno: errno)) }
        path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    deinit { Self.remove(path) }

    func path(_ name: String) -> String { path + "/" + name }

    /// Writes a whole file and closes it.
    func write(_ name: String, _ bytes: [UInt8]) throws { try Self.write(path(name), bytes) }

    static func write(_ path: String, _ bytes: [UInt8]) throws {
        let file = FileDescriptor(
            owning: try systemCall(.open, path) { open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) })
        try file.write(bytes, path: path)
    }

    /// Makes an empty folder.
    func makeFolder(_ name: String, mode: mode_t = 0o700) {
        mkdir(path(name), mode)
        chmod(path(name), mode)
    }

    /// The names inside a folder, sorted, `.` and `..` left out.
    func names(in name: String = ".") -> [String] {
        rawNames(in: name).map { String(decoding: $0, as: UTF8.self) }.sorted()
    }

    func rawNames(in name: String) -> [[UInt8]] {
        var names: [[UInt8]] = []
        guard let stream = opendir(path(name)) else { return [] }
        defer { closedir(stream) }
        while let entry = readdir(stream) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                EntryName(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if !name.isSelfOrParent { names.append(name.bytes) }
        }
        return names
    }

    /// All bytes of a file.
    func contents(_ name: String) -> [UInt8] {
        let opened = open(path(name), O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { return [] }
        let file = FileDescriptor(owning: opened)
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while case .bytes(let count) = file.read(into: &buffer) { all += buffer[..<count] }
        return all
    }

    private static func remove(_ path: String) {
        if let stream = opendir(path) {
            while let entry = readdir(stream) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    EntryName(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
                }
                guard !name.isSelfOrParent else { continue }
                var child = Array((path + "/").utf8) + name.bytes
                child.append(0)
                var status = stat()
                let text = child.map { CChar(bitPattern: $0) }
                lstat(text, &status)
                if status.st_mode & S_IFMT == S_IFDIR {
                    remove(String(decoding: child.dropLast(), as: UTF8.self))
                } else {
                    unlink(text)
                }
            }
            closedir(stream)
        }
        rmdir(path)
    }
}

/// Open descriptors of this process that lead to something matching `word`.
func descriptorCount(_ word: String) -> Int {
    var count = 0
    for number in 0..<1024 {
        var target = [CChar](repeating: 0, count: 512)
        let length = readlink("/proc/self/fd/\(number)", &target, target.count - 1)
        guard length > 0 else { continue }
        let text = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if text.contains(word) { count += 1 }
    }
    return count
}

/// A fixed sequence of bytes that holds every value.
func pattern(count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed &* 0x9E37_79B9_7F4A_7C15
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 33)
    }
}
