import CCrashDisk
import Foundation
import GRDB

/// The disk under one state folder, whose power can be cut: what was asked of it, in order.
final class CrashDisk {
    private let disk: OpaquePointer
    /// What was there before.
    let before: [String: Data]

    struct Failure: Error {}

    /// - Parameter folder: of a store that is not open yet.
    init(_ folder: String) throws {
        before = try DiskImage.read(folder)
        guard let disk = crash_disk_watch(folder) else { throw Failure() }
        self.disk = disk
    }

    deinit { crash_disk_forget(disk) }

    var count: Int { Int(crash_disk_count(disk)) }

    /// The same, for whoever writes to this disk on another queue. Not to be asked when the disk is gone.
    var counting: @Sendable () -> Int {
        let address = UInt(bitPattern: disk)
        return { OpaquePointer(bitPattern: address).map { Int(crash_disk_count($0)) } ?? 0 }
    }

    /// What was asked so far, and the bytes of each write.
    func asked() -> [DiskCall] {
        (0..<crash_disk_count(disk)).map { DiskCall(crash_disk_op(disk, $0)) }
    }

    /// Of the calls of these kinds from now on, those from the `first` on fail, so many of them.
    func fail(_ calls: CallKinds, from first: Int = 0, count: Int = 1, _ error: crash_error = CRASH_IO) {
        crash_disk_fail(disk, calls.rawValue, Int32(first), Int32(clamping: count), error)
    }

    /// Counts the calls of these kinds from now on, and none fails.
    func watch(_ calls: CallKinds) { fail(calls, count: 0) }

    func heal() { watch([]) }

    /// What `body` asks neither fails nor counts.
    func spared<Value>(_ body: () throws -> Value) rethrows -> Value {
        crash_disk_spare(disk, 1)
        defer { crash_disk_spare(disk, 0) }
        return try body()
    }

    var callCount: Int { Int(crash_disk_calls(disk)) }
    var failureCount: Int { Int(crash_disk_failures(disk)) }
}

/// Kinds of calls that can be made to fail.
struct CallKinds: OptionSet, Hashable {
    let rawValue: Int32
    static let open = CallKinds(CRASH_OPEN)
    static let read = CallKinds(CRASH_READ)
    static let write = CallKinds(CRASH_WRITE)
    static let truncate = CallKinds(CRASH_TRUNCATE)
    static let sync = CallKinds(CRASH_SYNC)
    static let delete = CallKinds(CRASH_DELETE)
    static let size = CallKinds(CRASH_SIZE)
    static let share = CallKinds(CRASH_SHARE)
    static let all: CallKinds = [.open, .read, .write, .truncate, .sync, .delete, .size, .share]

    init(rawValue: Int32) { self.rawValue = rawValue }
    init(_ call: crash_call) { rawValue = Int32(call.rawValue) }
}

/// One thing that was asked of the disk. Files have numbers: one that is made anew under a name has another.
enum DiskCall {
    case found(Int, name: String)
    case created(Int, name: String)
    case written(Int, offset: Int, bytes: Data)
    case truncated(Int, byteCount: Int)
    case synced(Int)
    case syncFailed(Int)
    case deleted(Int, name: String)
    case folderSynced

    init(_ op: crash_op) {
        let file = Int(op.file)
        let name = op.name.map { String(cString: $0) } ?? ""
        self =
            switch op.kind {
            case CRASH_FOUND: .found(file, name: name)
            case CRASH_CREATED: .created(file, name: name)
            case CRASH_WRITTEN:
                .written(
                    file, offset: Int(op.offset),
                    bytes: Data(UnsafeBufferPointer(start: op.bytes, count: Int(op.length))))
            case CRASH_TRUNCATED: .truncated(file, byteCount: Int(op.offset))
            case CRASH_SYNCED: .synced(file)
            case CRASH_SYNC_FAILED: .syncFailed(file)
            case CRASH_DELETED: .deleted(file, name: name)
            default: .folderSynced
            }
    }

    var isSync: Bool { if case .synced = self { true } else { false } }
}

extension Database {
    /// Everything this connection can read, as one number.
    func fingerprint() throws -> UInt64 {
        guard let connection = sqliteConnection else { throw CrashDisk.Failure() }
        let number = crash_fingerprint(UnsafeMutableRawPointer(connection))
        guard number != 0 else { throw CrashDisk.Failure() }
        return number
    }
}
