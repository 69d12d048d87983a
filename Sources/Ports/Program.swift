import Glibc
import Vitals

/// Runs a program of the site's and waits for it, a bounded time.
public enum Program {
    public enum End: Sendable, Hashable, CustomStringConvertible {
        case ended(status: Int32)
        case killed(signal: Int32)
        /// It ran for longer than it may, and was ended.
        case tookTooLong
        case notStarted(errno: Int32)

        public var description: String {
            switch self {
            case .ended(let status): "ended with status \(status)"
            case .killed(let signal): "was ended by signal \(signal)"
            case .tookTooLong: "took too long and was ended"
            case .notStarted(let code):
                "cannot be run: \(systemMessage(code)). Check its path and that it is executable"
            }
        }
    }

    /// How often it is looked whether the program has ended.
    private static let lookMicroseconds: UInt32 = 20_000

    /// - Parameters:
    ///   - environment: `NAME=value`; nothing of the daemon's own is passed on.
    ///   - patience: it is ended when it runs longer.
    public static func run(
        _ path: String, _ arguments: [String], environment: [String], patience: Duration
    ) -> End {
        var process = pid_t()
        // What the daemon does not listen to would not end the program either: a signal that is ignored stays so.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigfillset(&signals)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        // The daemon's descriptors are all opened close-on-exec; the program has its standard ones.
        let code = withStrings([path] + arguments) { words in
            withStrings(environment) { variables in
                unsafe posix_spawn(&process, path, nil, &attributes, words, variables)
            }
        }
        guard code == 0 else { return .notStarted(errno: code) }
        let end = PortClock.life.monotonicNow().advanced(by: patience)
        var isEnded = false
        while true {
            var status: Int32 = 0
            let answer = unsafe waitpid(process, &status, WNOHANG)
            if answer == process { return isEnded ? .tookTooLong : Self.end(of: status) }
            if answer < 0, errno != EINTR { return .notStarted(errno: errno) }
            if !isEnded, PortClock.life.monotonicNow() >= end {
                isEnded = true
                kill(process, SIGKILL)
            }
            usleep(lookMicroseconds)
        }
    }

    /// As wait(2) packs it.
    private static func end(of status: Int32) -> End {
        let signal = status & 0x7F
        return signal == 0 ? .ended(status: status >> 8 & 0xFF) : .killed(signal: signal)
    }

    /// The strings as C has them, with the closing null, while `body` runs.
    private static func withStrings<Value>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Value
    ) -> Value {
        var pointers = unsafe strings.map { unsafe strdup($0) } + [nil]
        defer { for pointer in unsafe pointers { unsafe free(pointer) } }
        return unsafe pointers.withUnsafeMutableBufferPointer { buffer in
            // Never empty: it holds the closing null.
            guard let base = buffer.baseAddress else { preconditionFailure("an array of one has a first element") }
            return unsafe body(UnsafePointer(base))
        }
    }
}
