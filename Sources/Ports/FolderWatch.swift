import CPosix
import Glibc

/// The poll loop's view of a drop folder: an inotify descriptor that says *something changed*, and nothing of the files.
///
/// A class for the reason `SerialPort` is one. It belongs to the loop's thread.
final class FolderWatch {
    let descriptor: FileDescriptor
    private let path: String

    /// What one wake-up found.
    struct Finding {
        var hasChanged = false
        /// Why the folder is not there any more.
        var lost: PortError?
    }

    /// Watches the folder, if it is one that may be trusted.
    init(path: String) throws(PortError) {
        self.path = path
        descriptor = try Inotify.open(watching: path)
        _ = try TrustedFolder(path: path)
    }

    /// Reads all events there are.
    func drain(_ buffer: inout [UInt8]) -> Finding {
        var finding = Finding()
        while true {
            switch descriptor.read(into: &buffer) {
            case .bytes(let count):
                Inotify.forEachEvent(buffer.span.extracting(first: count)) { event in
                    if event.isLoss { finding.lost = PortError(.watch, path, .replaced) }
                    finding.hasChanged = true
                }
            case .wouldBlock:
                return finding
            case .end:
                finding.lost = PortError(.watch, path, .replaced)
                return finding
            case .failure(let code):
                finding.lost = PortError(.watch, path, .system(errno: code))
                return finding
            }
        }
    }
}
