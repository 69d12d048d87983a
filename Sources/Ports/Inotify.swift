import CPosix
import Glibc

/// inotify(7): opening a watch on a drop folder, and its wire format.
///
/// ```
/// | watch i32 | mask u32 | cookie u32 | length u32 | name, length bytes, NUL-padded |   native byte order
/// ```
enum Inotify {
    /// A file was created or linked in, closed after writing, or moved in; the folder went away.
    private static let mask =
        IN_CREATE | IN_CLOSE_WRITE | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_DONT_FOLLOW

    private static let headerByteCount = 16

    /// A descriptor that does not block, with one watch on the folder at `path`.
    static func open(watching path: String) throws(PortError) -> FileDescriptor {
        let flags = Int32(IN_CLOEXEC | IN_NONBLOCK)
        let descriptor = FileDescriptor(owning: try systemCall(.watch, path) { inotify_init1(flags) })
        _ = try systemCall(.watch, path) {
            unsafe inotify_add_watch(descriptor.rawValue, path, UInt32(bitPattern: mask))
        }
        return descriptor
    }

    /// One event.
    struct Event {
        let mask: UInt32
        /// Where the name stands in the bytes, without its padding; empty for events of the folder itself.
        let name: Range<Int>

        private func has(_ flags: Int32) -> Bool { mask & UInt32(bitPattern: flags) != 0 }
        /// The name is there, and nobody says when it is complete.
        var isCreation: Bool { has(IN_CREATE) }
        /// The name is complete: closed by a writer, or moved in.
        var isCompletion: Bool { has(IN_CLOSE_WRITE | IN_MOVED_TO) }
        /// Events were lost.
        var isOverflow: Bool { has(IN_Q_OVERFLOW) }
        /// The folder was removed, renamed or unmounted.
        var isLoss: Bool { has(IN_DELETE_SELF | IN_MOVE_SELF | IN_IGNORED | IN_UNMOUNT) }
    }

    /// Calls `body` with each whole event in `bytes`. The kernel gives whole events only; a torn one ends the walk.
    static func forEachEvent(_ bytes: Span<UInt8>, _ body: (Event) -> Void) {
        var start = 0
        while bytes.count - start >= headerByteCount {
            let length = Int(word(bytes, at: start + 12))
            let nameStart = start + headerByteCount
            guard bytes.count - nameStart >= length else { return }
            var nameEnd = nameStart
            while nameEnd < nameStart + length, bytes[nameEnd] != 0 { nameEnd += 1 }
            body(Event(mask: word(bytes, at: start + 4), name: nameStart..<nameEnd))
            start = nameStart + length
        }
    }

    private static func word(_ bytes: Span<UInt8>, at place: Int) -> UInt32 {
        var value: UInt32 = 0
        for offset in 0..<4 { value |= UInt32(bytes[place + offset]) << UInt32(8 * offset) }
        return UInt32(littleEndian: value)
    }
}
