import Glibc

/// Where the ward's settings outlive the daemon: a checksummed file beside the journal and apart from it, so that a
/// damaged database costs no limit and no admission.
///
/// Writing is atomic: the new text is on the disk under another name before it takes the place of the old, and the text
/// before that stays as `.previous`. Whatever moment the power fails, the file is the old one or the new one, whole.
public struct RegisterFile: Sendable {
    public let path: String

    public init(path: String) { self.path = path }

    public var previousPath: String { path + ".previous" }
    var hasPrevious: Bool { access(previousPath, F_OK) == 0 }
    private var newPath: String { path + ".new" }
    private var newPreviousPath: String { path + ".previous.new" }

    /// The commands that make the ward again; none where no register was ever written.
    ///
    /// Never a part of a file, and never an older copy in silence: wrong limits look like right ones.
    public func load() throws(RegisterFileError) -> [WardCommand] {
        guard let bytes = try read(path) else {
            guard access(previousPath, F_OK) != 0 else {
                throw RegisterFileError(
                    .missing, path, "the register is gone, and the copy before its last change is there",
                    "Look at \(previousPath): to go on with it, copy it to \(path); to begin with the configuration alone, "
                        + "move it away")
            }
            return []
        }
        do {
            return try RegisterContent.commands(in: bytes)
        } catch {
            throw refusal(of: error)
        }
    }

    /// Writes the ward's standing commands. When this returns, they are on the disk.
    public func save(_ register: WardRegister) throws(RegisterFileError) { try save(register.standingCommands) }

    func save(_ commands: [WardCommand]) throws(RegisterFileError) {
        let bytes = RegisterContent.bytes(of: commands)
        guard bytes.count <= Limits.fileByteCount else {
            throw RegisterFileError(
                .system, path, "the register would be larger than \(Limits.fileByteCount) bytes",
                "Discharge the children who have left")
        }
        // A copy and not a second name: not every file system has hard links. A damaged file is not kept over a good one.
        if let current = try read(path), (try? RegisterContent.commands(in: current)) != nil {
            try write(current, to: newPreviousPath)
            try replace(previousPath, with: newPreviousPath)
        }
        try write(bytes, to: newPath)
        try replace(path, with: newPath)
        try synchroniseFolder()
    }

    // MARK: Defects

    private func refusal(of defect: RegisterContent.Defect) -> RegisterFileError {
        let restore =
            "Monitoring does not begin with settings that may be wrong. Compare it with \(previousPath), the copy before the "
            + "last change; copy that one here, or move both away to begin with the configuration alone, and then look at "
            + "every child's limits"
        switch defect {
        case .noRegister:
            return RegisterFileError(.damaged, path, "is not a register, or is cut short", restore)
        case .unknownVersion(let version):
            return RegisterFileError(
                .unknownVersion, path,
                "has version \(version), and this program reads version \(RegisterContent.version)",
                "Start the program that wrote it, or a newer one")
        case .wrongChecksum:
            return RegisterFileError(.damaged, path, "does not have its checksum: it was cut short or changed", restore)
        case .line(let number, let reason):
            return RegisterFileError(
                .damaged, path, "line \(number) is whole and is not understood (\(reason))",
                "Start the program that wrote it, or a newer one")
        }
    }

    private func failed(_ call: String, _ subject: String) -> RegisterFileError {
        let code = errno
        var text = [CChar](repeating: 0, count: 128)
        let isKnown = strerror_r(code, &text, text.count) == 0
        let words = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return RegisterFileError(
            .system, subject, "cannot \(call): \(isKnown ? words : "error \(code)")",
            code == ENOSPC || code == EDQUOT ? "Make room on the disk" : "Look at the disk and at who owns the folder")
    }

    // MARK: Bytes

    /// `nil` where there is no file. A link is not followed: the register is a file of its own.
    private func read(_ path: String) throws(RegisterFileError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failed("open it", path)
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw failed("look at it", path) }
        guard status.st_mode & S_IFMT == S_IFREG, status.st_size <= Limits.fileByteCount else {
            throw RegisterFileError(
                .damaged, path, "is no file of a register's size", "Look what it is, and move it away")
        }
        guard status.st_mode & (S_IWGRP | S_IWOTH) == 0 else {
            throw RegisterFileError(
                .openToOthers, path, "other users may change it", "Look at its limits, then run chmod 600 on it")
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count <= Limits.fileByteCount {
            let count = Glibc.read(file, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failed("read it", path) }
            if count == 0 { break }
            bytes += chunk.prefix(count)
        }
        return bytes
    }

    private func write(_ bytes: [UInt8], to path: String) throws(RegisterFileError) {
        // What a stopped daemon left of an earlier attempt.
        unlink(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard file >= 0 else { throw failed("make it", path) }
        defer { close(file) }
        guard fchmod(file, 0o600) == 0 else { throw failed("protect it", path) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(1 << 16))
            let written = Glibc.write(file, chunk, chunk.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { throw failed("write it", path) }
            rest = rest.dropFirst(written)
        }
        guard fsync(file) == 0 else { throw failed("write it to the disk", path) }
    }

    private func replace(_ path: String, with newPath: String) throws(RegisterFileError) {
        guard rename(newPath, path) == 0 else { throw failed("put the new one in its place", path) }
    }

    /// Without this a rename can be forgotten in a power cut.
    private func synchroniseFolder() throws(RegisterFileError) {
        let folder = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failed("open the folder", folder) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failed("write the folder to the disk", folder) }
    }
}
