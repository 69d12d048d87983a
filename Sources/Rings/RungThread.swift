import Dispatch
import Glibc
import Synchronization

/// One thread that sleeps until it is rung or given something to do. It keeps itself until `end()`.
final class RungThread: Sendable {
    private struct Work {
        var jobs: [@Sendable () -> Void] = []
        var bells: [ThreadBell] = []
        var isEnding = false
    }

    private let work = Mutex(Work())
    /// Counts the reasons to look. It costs a system call only when the thread sleeps.
    private let reasons = DispatchSemaphore(value: 0)
    private let identity = Atomic<UInt>(0)

    func start(label: String) {
        let start = unsafe Unmanaged.passRetained(ThreadStart(thread: self, label: label))
        var thread = pthread_t()
        let outcome = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                // Retained above for this one taking.
                unsafe Unmanaged<ThreadStart>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, start.toOpaque())
        precondition(outcome == 0, "the system gives a daemon that starts the few threads it needs")
        pthread_detach(thread)
    }

    /// Whether the caller is on the thread.
    var isCurrent: Bool { identity.load(ordering: .relaxed) == UInt(pthread_self()) }

    /// Has `job` done on the thread, after those posted before.
    func post(_ job: @escaping @Sendable () -> Void) {
        work.withLock { $0.jobs.append(job) }
        reasons.signal()
    }

    func wake() { reasons.signal() }

    func add(_ bell: ThreadBell) { work.withLock { $0.bells.append(bell) } }

    func remove(_ bell: ThreadBell) { work.withLock { $0.bells.removeAll { $0 === bell } } }

    /// Lets the thread end when it has done what it was given.
    func end() {
        work.withLock { $0.isEnding = true }
        reasons.signal()
    }

    fileprivate func run() {
        identity.store(UInt(pthread_self()), ordering: .relaxed)
        while true {
            reasons.wait()
            let found = work.withLock { work in
                defer { work.jobs = [] }
                return work
            }
            for job in found.jobs { job() }
            for bell in found.bells { bell.answer() }
            if found.isEnding { return }
        }
    }
}

/// What a new thread is given.
private final class ThreadStart {
    private let thread: RungThread
    private let label: String

    init(thread: RungThread, label: String) {
        self.thread = thread
        self.label = label
    }

    func run() {
        // Signals are left to the threads that wait for them.
        var all = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_BLOCK, &all, nil)
        setName()
        thread.run()
    }

    private func setName() {
        let file = unsafe open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = unsafe write(file, label, min(label.utf8.count, 15))
        close(file)
    }
}

/// The bell of one handler on a thread: as `Doorbell` says.
final class ThreadBell: Sendable {
    private let thread: RungThread
    private let isRung = Atomic<Bool>(false)
    private let isActive = Atomic<Bool>(false)
    /// `nil` once it is cancelled. In a struct: a closure of its own in a `Mutex` grows by two layers at each access, for it is
    /// translated out of its generic form and back into it.
    private let handler: Mutex<Handler?>

    private struct Handler {
        let call: @Sendable () -> Void
    }

    init(on thread: RungThread, handler: @escaping @Sendable () -> Void) {
        self.thread = thread
        self.handler = Mutex(Handler(call: handler))
        thread.add(self)
    }

    func ring() {
        // Rung already: the thread is on its way, and looks after this.
        if !isRung.exchange(true, ordering: .acquiringAndReleasing) { thread.wake() }
    }

    func activate() {
        isActive.store(true, ordering: .releasing)
        thread.wake()
    }

    /// Calls the handler if there was a ring, on the thread.
    func answer() {
        guard isActive.load(ordering: .acquiring), isRung.exchange(false, ordering: .acquiringAndReleasing) else {
            return
        }
        handler.withLock { $0 }?.call()
    }

    func cancel() {
        thread.remove(self)
        // Let go after the lock: what it holds may hold this.
        let last = handler.withLock { handler in
            defer { handler = nil }
            return handler
        }
        _ = last
    }
}

/// A value one thread waits for and another gives, once.
final class Answer<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ value: Value) {
        self.value.withLock { $0 = value }
        isGiven.signal()
    }

    func take() -> Value {
        isGiven.wait()
        guard let value = value.withLock({ $0 }) else { preconditionFailure("the semaphore is raised with the value") }
        return value
    }
}
