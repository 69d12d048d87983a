import Glibc
import Vitals

/// Why a dropped file was refused before anybody read it.
public enum DropRefusal: Sendable, Hashable {
    case empty
    case tooLarge(byteCount: Int64, limit: Int64)
    case symbolicLink
    case folder
    case pipe
    case socket
    case deviceNode
    /// The file has other names: somebody could change it after it was read.
    case hardLink(nameCount: UInt64)
    /// The daemon's user may not read it.
    case unreadable
    /// It could not be moved out of the drop folder and stays there; told again at each look, about once a minute. Every other refused file lies in `refused`.
    case unmovable(errno: Int32)
    /// The program ended, several times, while it was in hand.
    case inHand

    /// The refusal of an entry with this status; `nil` when it may be read.
    init?(_ status: stat, sizeLimit: Int64) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK: self = .symbolicLink; return
        case S_IFDIR: self = .folder; return
        case S_IFIFO: self = .pipe; return
        case S_IFSOCK: self = .socket; return
        default: self = .deviceNode; return
        }
        if status.st_nlink != 1 {
            self = .hardLink(nameCount: UInt64(status.st_nlink))
        } else if status.st_size < 1 {
            self = .empty
        } else if Int64(status.st_size) > sizeLimit {
            self = .tooLarge(byteCount: Int64(status.st_size), limit: sizeLimit)
        } else {
            return nil
        }
    }

    /// The name in receipts, counters and logs.
    public var name: String {
        switch self {
        case .empty: "empty"
        case .tooLarge: "too-large"
        case .symbolicLink: "symbolic-link"
        case .folder: "folder"
        case .pipe: "pipe"
        case .socket: "socket"
        case .deviceNode: "device-node"
        case .hardLink: "hard-link"
        case .unreadable: "unreadable"
        case .unmovable: "unmovable"
        case .inHand: "in-hand"
        }
    }

    /// What is wrong and what to do, for the person who dropped the file.
    public var explanation: String {
        switch self {
        case .empty: "The file has no bytes. Drop it again when it is written."
        case .tooLarge(let byteCount, let limit):
            "The file has \(byteCount) bytes; at most \(limit) are taken. Split it."
        case .symbolicLink: "It is a symbolic link. Drop the file itself."
        case .folder: "It is a folder. Drop the files in it one by one."
        case .pipe: "It is a named pipe. Drop a file."
        case .socket: "It is a socket. Drop a file."
        case .deviceNode: "It is a device node. Drop a file."
        case .hardLink(let nameCount): "The file has \(nameCount) names and could change after reading. Drop a copy."
        case .unreadable: "The daemon may not read it. Give its user or group permission and drop it again."
        case .inHand:
            "The hub's program ended several times while it had this file in hand. Ask whoever looks after the hub before it is dropped again."
        case .unmovable(let code):
            "It cannot be moved out of the drop folder: \(systemMessage(code)). Give the daemon's user permission."
        }
    }
}

/// One refused file, for the daemon's accounts and log.
public struct RefusedFile: Sendable, Hashable {
    public let source: SourceIndex
    /// The name as kept, in harmless characters. It may still be a person's: not for logs.
    public let name: String
    public let refusal: DropRefusal
}
