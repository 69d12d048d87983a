import Dispatch
import Glibc
import Synchronization

/// A file on its way, under its name with `.part` behind it. It takes its place whole, or it is removed: by its owner's end, or
/// by Ctrl-C or SIGTERM, which end the command with 128 and the signal's number, as a shell would say it.
///
/// SIGKILL and a power cut leave the part; the next run writes over it.
final class UnfinishedFile: Sendable {
    static let suffix = ".part"

    private let path: String
    private let part: String
    private let signals: [DispatchSource]
    private let isInPlace = Atomic<Bool>(false)

    init(of path: String) {
        self.path = path
        part = path + Self.suffix
        let queue = DispatchQueue(label: "spotward.unfinished")
        let part = part
        signals = [SIGINT, SIGTERM].compactMap { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { @Sendable in
                unlink(part)
                _exit(128 + number)
            }
            source.activate()
            return source as? DispatchSource
        }
    }

    deinit { if !isInPlace.load(ordering: .relaxed) { unlink(part) } }

    /// `nil`, or the `errno` that stopped it.
    func takePlace() -> CInt? {
        guard rename(part, path) == 0 else { return errno }
        isInPlace.store(true, ordering: .relaxed)
        return nil
    }
}
