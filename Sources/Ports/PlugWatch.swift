import CPosix
import Glibc

/// Says that something may have been plugged in: inotify on the folders where nodes and links to them appear.
///
/// Without it a device that was away for long is tried only every two seconds. It decides nothing, and where it cannot be
/// had the pauses between attempts still end.
final class PlugWatch {
    let descriptor: FileDescriptor

    /// Watches those of the folders that are there. udev sets a node's owner after it has made it, hence `IN_ATTRIB`.
    init(_ folders: Set<String>) throws(PortError) {
        let flags = Int32(IN_CLOEXEC | IN_NONBLOCK)
        descriptor = FileDescriptor(owning: try systemCall(.watch, "/dev") { inotify_init1(flags) })
        let mask = UInt32(bitPattern: IN_CREATE | IN_ATTRIB | IN_MOVED_TO | IN_ONLYDIR)
        for folder in folders { _ = unsafe inotify_add_watch(descriptor.rawValue, folder, mask) }
    }

    /// The folders in which the devices of `plans` appear.
    static func folders(_ plans: [PortPlan], _ finder: DeviceFinder) -> Set<String> {
        var folders: Set<String> = [finder.nodeFolder]
        for plan in plans {
            guard case .path(let path) = plan.address, let end = path.lastIndex(of: "/") else { continue }
            folders.insert(end == path.startIndex ? "/" : String(path[..<end]))
        }
        return folders
    }

    /// Takes all events there are; which they were does not matter.
    func drain(_ buffer: inout [UInt8]) {
        while case .bytes = descriptor.read(into: &buffer) {}
    }
}
