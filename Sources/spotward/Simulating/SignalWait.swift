import Glibc

/// Ctrl-C and SIGTERM as an answer to a question, for a command that has one thread and something to tidy up.
struct SignalWait {
    private var signals = sigset_t()

    /// From now on they end nothing by themselves.
    init() {
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Sleeps for as long; `true` at once when one of them comes.
    mutating func sleep(milliseconds: Int) -> Bool {
        var time = timespec(tv_sec: milliseconds / 1000, tv_nsec: milliseconds % 1000 * 1_000_000)
        return sigtimedwait(&signals, nil, &time) > 0
    }
}
