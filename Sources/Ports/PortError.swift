import Glibc

/// What failed on a port: the call, on what, why. `description` adds what to do now.
public struct PortError: Error, Sendable, Hashable {
    /// What was being done.
    public enum Call: String, Sendable {
        /// Looking for a USB device under /sys.
        case find
        case open
        case status = "fstat"
        case lock = "flock"
        case makeExclusive = "ioctl TIOCEXCL"
        case readAttributes = "tcgetattr"
        case setAttributes = "tcsetattr"
        case read
        case write
        case poll
        case watch = "inotify_add_watch"
        case makeFolder = "mkdirat"
        case list = "readdir"
        case rename = "renameat2"
        case sync = "fsync"
        case makeSignal = "eventfd"
        case startThread = "pthread_create"
        case makeSocket = "socket"
        case bind
        case listen
        case setMode = "chmod"
        case remove = "unlink"
    }

    /// Why it failed.
    public enum Cause: Sendable, Hashable {
        /// The kernel's answer.
        case system(errno: Int32)
        /// The path leads to something that is not a terminal.
        case notATerminal
        /// The path leads to something that is not a HID device's raw node.
        case notHidraw
        /// No device with these descriptors is plugged in.
        case notAttached
        /// Several devices have these descriptors, and only one can be meant.
        case ambiguous(nodes: [String])
        /// Another device took the place of the one that was found.
        case changedMeanwhile
        /// Another process holds the port.
        case alreadyOpen
        /// The driver took the settings without an error and did not apply this one.
        case settingNotTaken(SerialSettings.Item)
        /// The device hung up: unplugged, or the other end of a pseudo-terminal closed.
        case hungUp
        /// Anyone may remove other people's files from this folder.
        case worldWritable
        /// The folder belongs to somebody who is neither this daemon nor root.
        case foreignOwner(userID: UInt32)
        /// The folder was removed, renamed or replaced.
        case replaced
        /// What stands at the path is no socket.
        case notASocket
        /// Another daemon answers at this socket.
        case alreadyServed
        /// A limit of `PortLimits` is reached, named here.
        case limit(String)
    }

    public let call: Call
    public let path: String
    public let cause: Cause

    public init(_ call: Call, _ path: String, _ cause: Cause) {
        self.call = call
        self.path = path
        self.cause = cause
    }
}

extension PortError: CustomStringConvertible {
    public var description: String { "\(call.rawValue) \(path): \(reason). \(advice)" }

    private var reason: String {
        switch cause {
        case .system(let code): "\(systemMessage(code)) (errno \(code))"
        case .notATerminal: "it is not a terminal"
        case .notHidraw: "it is not the raw node of a HID device"
        case .notAttached: "no such device is plugged in"
        case .ambiguous(let nodes): "\(nodes.count) devices answer to it (\(nodes.joined(separator: ", ")))"
        case .changedMeanwhile: "another device has taken its place"
        case .alreadyOpen: "another process has it open"
        case .settingNotTaken(let item): "the driver did not take the \(item.rawValue)"
        case .hungUp: "the device hung up"
        case .worldWritable: "anyone may write to the folder and remove other people's files from it"
        case .foreignOwner(let userID): "it belongs to user \(userID)"
        case .replaced: "the folder was removed, renamed or replaced"
        case .notASocket: "what stands there is not a socket"
        case .alreadyServed: "another daemon answers there"
        case .limit(let name): "the limit \(name) is reached"
        }
    }

    /// What now.
    private var advice: String {
        switch (call, cause) {
        case (_, .system(ENOENT)), (_, .system(ENODEV)), (_, .system(ENXIO)):
            "Check the path and that the device is plugged in; it is tried again"
        case (_, .system(EACCES)), (_, .system(EPERM)):
            "Give the daemon's user access: 'spotward devices rules' opens the devices it knows; others: group dialout"
        case (.watch, .system(ENOSPC)): "Raise fs.inotify.max_user_watches"
        case (.watch, .system(EMFILE)): "Raise fs.inotify.max_user_instances"
        case (_, .system(EMFILE)), (_, .system(ENFILE)): "Raise the limit of open files (LimitNOFILE)"
        case (_, .system(ENOSPC)), (_, .system(EDQUOT)): "Free some disk space; it is tried again"
        case (_, .system(EROFS)): "Mount the file system writable"
        case (_, .system(ELOOP)), (_, .system(ENOTDIR)): "Name a folder itself, not a link or a file"
        case (_, .notATerminal): "Name a serial device, best by /dev/serial/by-id; it is tried again"
        case (_, .notHidraw): "Name it by its USB descriptors; it is tried again"
        case (_, .notAttached): "Plug it in and switch it on; it is tried again"
        case (_, .ambiguous):
            "Nothing is read from either. Add the serial number or the socket under usb:, or unplug one"
        case (_, .changedMeanwhile): "It is tried again"
        case (_, .alreadyOpen): "Stop the other program; it is tried again"
        case (_, .settingNotTaken): "Choose settings this adapter supports"
        case (_, .hungUp): "Check plug and battery; it is tried again"
        case (_, .worldWritable): "Take the write permission of others away, or set the sticky bit"
        case (_, .foreignOwner): "Make the daemon's user the owner"
        case (_, .replaced): "Put the folder back; it is tried again"
        case (_, .notASocket): "Name a path of its own for the control socket, or move the file away"
        case (_, .alreadyServed): "Stop the other daemon, or name another path for the control socket"
        case (.bind, .limit): "Name a shorter path for the control socket"
        case (.bind, .system), (.listen, .system), (.setMode, .system), (.remove, .system), (.makeSocket, .system):
            "Check the folder of the control socket and start again"
        case (_, .limit): "Split the configuration or remove old files"
        case (_, .system): "It is tried again"
        }
    }
}
