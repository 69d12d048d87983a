import CPosix
import Glibc
import Vitals

/// A drop folder with its three subfolders and the intake's own inotify descriptor, all open.
///
/// The intake has an inotify descriptor apart from the poll loop's: the kernel then keeps the names for it, and nothing
/// has to be handed from thread to thread.
struct OpenDropFolder: ~Copyable, Sendable {
    let folder: TrustedFolder
    let processing: TrustedFolder
    let accepted: TrustedFolder
    let refused: TrustedFolder
    let inotify: FileDescriptor

    static let subfolders: Set<EntryName> = [EntryName("processing"), EntryName("accepted"), EntryName("refused")]

    init(_ path: String) throws(PortError) {
        let folder = try TrustedFolder(path: path)
        let processing = try TrustedFolder("processing", in: folder)
        let accepted = try TrustedFolder("accepted", in: folder)
        let refused = try TrustedFolder("refused", in: folder)
        // Watched before it is looked through, so that nothing falls between.
        inotify = try Inotify.open(watching: path)
        self.folder = folder
        self.processing = processing
        self.accepted = accepted
        self.refused = refused
    }

    /// Whether the path still leads here.
    borrowing func isInPlace() -> Bool {
        var status = stat()
        guard unsafe lstat(folder.path, &status) == 0 else { return false }
        return FileIdentity(status) == folder.identity
    }

    /// Moves an entry of the folder into `processing`.
    borrowing func move(_ name: EntryName, as stored: StoredName) throws(PortError) {
        try folder.move(name, to: processing, as: stored.entry)
    }

    /// What became of a claimed entry.
    enum Inspection: ~Copyable {
        case readable(ClaimedFile)
        case refused(DropRefusal)
        case vanished
    }

    /// Opens an entry of `processing` if it is a file that may be read, without ever waiting for it.
    borrowing func inspect(_ stored: StoredName, sizeLimit: Int64) throws(PortError) -> Inspection {
        let entry = stored.entry
        // Looked at before opening, because opening a device may do something; and again after, for the truth.
        guard let status = try processing.status(of: entry) else { return .vanished }
        if let refusal = DropRefusal(status, sizeLimit: sizeLimit) { return .refused(refusal) }
        let path = processing.path + "/" + stored.pattern
        let within = processing.descriptor.rawValue
        let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        let opened: FileDescriptor
        do {
            opened = FileDescriptor(
                owning: try systemCall(.open, path) {
                    // A name without a slash, in a folder of our own, followed nowhere. Not openat2(2): RestrictSUIDSGID= of the
                    // service answers it with ENOSYS.
                    unsafe entry.withCString { unsafe posix_openat(within, $0, flags, 0) }
                })
        } catch {
            switch error.cause {
            case .system(ENOENT): return .vanished
            case .system(ELOOP): return .refused(.symbolicLink)
            case .system(EACCES), .system(EPERM): return .refused(.unreadable)
            default: throw error
            }
        }
        let truth = try opened.status(path: path)
        if let refusal = DropRefusal(truth, sizeLimit: sizeLimit) { return .refused(refusal) }
        return .readable(
            ClaimedFile(
                descriptor: opened, name: stored.name, number: stored.number, byteCount: Int64(truth.st_size),
                path: path,
                storedName: entry))
    }

    /// Puts a file of `processing` and its receipt into `accepted` or `refused`, durably.
    ///
    /// The receipt goes first, under the name the file will have; a crash between leaves the file to be offered again and
    /// the receipt to be written over. A name that is taken gets a suffix.
    borrowing func settle(
        _ entry: EntryName, as name: String, accepted isAccepted: Bool, receipt: [UInt8]
    ) throws(PortError) {
        if isAccepted {
            try Self.settle(entry, as: name, from: processing, to: accepted, receipt: receipt)
        } else {
            try Self.settle(entry, as: name, from: processing, to: refused, receipt: receipt)
        }
    }

    private static func settle(
        _ entry: EntryName, as name: String, from processing: borrowing TrustedFolder,
        to target: borrowing TrustedFolder,
        receipt: [UInt8]
    ) throws(PortError) {
        guard receipt.count <= PortLimits.receiptByteCount else {
            throw PortError(.write, target.path, .limit("receiptByteCount"))
        }
        let free = try freeName(name, in: target)
        try write(receipt, in: target, as: EntryName(free + Receipt.ending))
        try processing.move(entry, to: target, as: EntryName(free))
        try target.sync()
        try processing.sync()
    }

    /// `night.csv`, or `night-2.csv` and so on. Nobody else writes here, so a name that is free stays free.
    private static func freeName(_ name: String, in target: borrowing TrustedFolder) throws(PortError) -> String {
        if try target.status(of: EntryName(name)) == nil { return name }
        let dot = name.lastIndex(of: ".") ?? name.endIndex
        for suffix in 2...PortLimits.sameNameCount {
            let candidate = "\(name[..<dot])-\(suffix)\(name[dot...])"
            if try target.status(of: EntryName(candidate)) == nil { return candidate }
        }
        throw PortError(.rename, target.path, .limit("sameNameCount"))
    }

    private static func write(
        _ bytes: [UInt8], in target: borrowing TrustedFolder, as name: EntryName
    ) throws(PortError) {
        let folder = target.descriptor.rawValue
        let flags = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC
        let file = FileDescriptor(
            owning: try systemCall(.open, target.path) {
                unsafe Receipt.unfinished.withCString { unsafe posix_openat(folder, $0, flags, 0o600) }
            })
        try file.write(bytes, path: target.path)
        try file.sync(path: target.path)
        _ = try systemCall(.rename, target.path) {
            unsafe Receipt.unfinished.withCString { old in
                unsafe name.withCString { new in unsafe renameat(folder, old, folder, new) }
            }
        }
    }
}
