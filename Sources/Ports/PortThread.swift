import CPosix
import Glibc
import Synchronization

/// A named thread that runs one body to its end.
///
/// A thread and not a queue: poll(2) blocks for as long as nothing happens, and a blocked queue takes a thread from
/// Dispatch's pool. All signals are left to the other threads.
final class PortThread: Sendable {
    private let running: Mutex<pthread_t?>

    /// - Parameter name: at most 15 bytes are shown by the system.
    init(name: String, _ body: sending @escaping () -> Void) throws(PortError) {
        running = Mutex(try Self.start(name: name, body))
    }

    /// A thread nobody waits for: its body must end by itself.
    static func startDetached(name: String, _ body: sending @escaping () -> Void) throws(PortError) {
        pthread_detach(try start(name: name, body))
    }

    private static func start(name: String, _ body: sending @escaping () -> Void) throws(PortError) -> pthread_t {
        let start = unsafe Unmanaged.passRetained(Start(name: name, body: body))
        var thread = pthread_t()
        let outcome = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                // Retained above for this one taking.
                let start = unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                start.run()
                return nil
            }, start.toOpaque())
        guard outcome == 0 else {
            unsafe start.release()
            throw PortError(.startThread, name, .system(errno: outcome))
        }
        return thread
    }

    /// Waits until the body is done. Every caller waits; not to be called by the body.
    func join() {
        running.withLock { running in
            guard let thread = running else { return }
            precondition(pthread_equal(thread, pthread_self()) == 0, "a thread cannot wait for itself")
            pthread_join(thread, nil)
            running = nil
        }
    }
}

/// What a new thread is given.
private final class Start {
    private let name: String
    private let body: () -> Void

    init(name: String, body: @escaping () -> Void) {
        self.name = name
        self.body = body
    }

    func run() {
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        unsafe posix_name_thread(name)
        body()
    }
}
