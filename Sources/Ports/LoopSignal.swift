import CPosix
import Glibc
import Synchronization

/// The poll loop's own descriptor: how other threads wake and stop it.
final class LoopSignal: Sendable {
    let descriptor: FileDescriptor
    private let stopping = Atomic<Bool>(false)

    init() throws(PortError) {
        let flags = Int32(EFD_CLOEXEC | EFD_NONBLOCK)
        descriptor = FileDescriptor(owning: try systemCall(.makeSignal, "the poll loop's signal") { eventfd(0, flags) })
    }

    var isStopping: Bool { stopping.load(ordering: .acquiring) }

    func wake() {
        // It fails only when 2^64 - 2 wake-ups wait, and then the loop wakes as well.
        _ = eventfd_write(descriptor.rawValue, 1)
    }

    func stop() {
        stopping.store(true, ordering: .releasing)
        wake()
    }

    /// Takes back all wake-ups.
    func clear() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor.rawValue, &count)
    }
}
