import CPosix
import Glibc
import Synchronization

/// Writes reports to one HID device from a thread of its own, because such a write can last seconds and the poll loop
/// serves other children meanwhile.
///
/// The queue is a pipe: reports go in whole (they are shorter than `PIPE_BUF`) and come out whole, its room is the bound,
/// and closing it ends the thread, which then lets go of the device. When the device is unplugged the kernel ends the write.
final class HIDWriter {
    private let queue: FileDescriptor
    private let path: String
    private let progress = Progress()

    /// What the thread has done, for the loop to look at.
    private final class Progress: Sendable {
        let sentCount = Atomic<Int>(0)
        /// errno of the first write that failed; 0 while none has.
        let failure = Atomic<Int32>(0)
    }

    private var queuedCount = 0

    /// - Parameter byteCount: of each report, its number included.
    init(to device: borrowing FileDescriptor, path: String, byteCount: Int) throws(PortError) {
        self.path = path
        let rawDevice = device.rawValue
        let own = FileDescriptor(owning: try systemCall(.open, path) { posix_duplicate(rawDevice) })
        var ends: [Int32] = [-1, -1]
        // The array has room for the two descriptors the call writes.
        _ = try systemCall(.makeSignal, path) {
            unsafe ends.withUnsafeMutableBufferPointer { unsafe posix_pipe($0.baseAddress) }
        }
        let outlet = FileDescriptor(owning: ends[0])
        queue = FileDescriptor(owning: ends[1])
        let rawQueue = queue.rawValue
        _ = try systemCall(.makeSignal, path) { posix_fcntl_set_status(rawQueue, O_NONBLOCK) }
        let carrier = Carrier(Passage(outlet: outlet, device: own))
        try PortThread.startDetached(name: "spotward.hid") { [progress, path] in
            guard let passage = carrier.take() else { return }
            passage.run(byteCount: byteCount, path: path, progress)
        }
    }

    /// Never waits.
    func send(_ report: [UInt8]) throws(PortError) {
        let failure = progress.failure.load(ordering: .acquiring)
        if failure != 0 { throw PortError(.write, path, .system(errno: failure)) }
        try queue.write(report, path: path)
        queuedCount += 1
    }

    var hasUnsent: Bool {
        progress.failure.load(ordering: .acquiring) == 0
            && progress.sentCount.load(ordering: .acquiring) < queuedCount
    }

    /// The thread's own two descriptors.
    private struct Passage: ~Copyable {
        let outlet: FileDescriptor
        let device: FileDescriptor

        /// Passes reports on until the queue is closed. After a failure it only empties the queue, so that nobody writes
        /// into a pipe without an end.
        func run(byteCount: Int, path: String, _ progress: Progress) {
            var report = [UInt8](repeating: 0, count: byteCount)
            while case .bytes(let count) = outlet.read(into: &report) {
                guard progress.failure.load(ordering: .relaxed) == 0 else { continue }
                do throws(PortError) {
                    try device.write(Array(report[..<count]), path: path)
                    progress.sentCount.wrappingAdd(1, ordering: .releasing)
                } catch {
                    guard case .system(let code) = error.cause else { continue }
                    progress.failure.store(code, ordering: .releasing)
                }
            }
        }
    }
}
