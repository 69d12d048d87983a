import Glibc
import Register
import Vitals

/// A concern left in a drop folder, for a hub that cannot be reached now.
enum DroppedConcern {
    enum Outcome: Equatable {
        case written(path: String)
        /// None is configured, or the configuration cannot be read.
        case noFolder
        case failed(String)
        /// The hub refused it, and would refuse the file.
        case notLeft
    }

    /// Written under a name that the intake leaves alone, then renamed: the hub sees the whole of it or nothing.
    ///
    /// It holds the time, so that the same words a day later are another content and are taken again.
    static func write(_ request: WardCommand, to folder: String?, at now: WallInstant) -> Outcome {
        guard let folder else { return .noFolder }
        var request = request
        request.at = now
        let name = "concern-\(now.microseconds)-\(getpid()).command.json"
        let hidden = "\(folder)/.\(name).tmp"
        let path = "\(folder)/\(name)"
        // The group too: the daemon reads it as another user.
        let descriptor = open(hidden, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { return .failed("\(folder): \(StandardError.text(of: errno))") }
        var failure = OutputFile.put(Array((request.requestLine + "\n").utf8), descriptor)
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        close(descriptor)
        if failure == 0, rename(hidden, path) != 0 { failure = errno }
        guard failure == 0 else {
            unlink(hidden)
            return .failed("\(folder): \(StandardError.text(of: failure))")
        }
        return .written(path: path)
    }
}
