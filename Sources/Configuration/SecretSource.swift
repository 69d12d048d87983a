import Glibc

/// Where an endpoint's signing secret is kept. The secret itself is never part of a configuration: it is read when it is
/// needed, and nothing here prints it.
public enum SecretSource: Sendable, Hashable {
    /// A file of the hub's, by resolved path.
    case file(path: String)
    /// A systemd credential: the file of this name in the service's credentials directory (`LoadCredential=`).
    case credential(name: String)

    /// The file to read; `nil` for a credential when there is no credentials directory.
    public func path(credentialsDirectory: String?) -> String? {
        switch self {
        case .file(let path): path
        case .credential(let name): credentialsDirectory.map { FilePath.resolve(name, in: $0) }
        }
    }

    /// The secret's bytes, without the line end an editor leaves behind them.
    ///
    /// A file others may read is refused: whoever reads the secret can sign an all-clear in the hub's name.
    public func read(credentialsDirectory: String?) throws(SecretRefusal) -> [UInt8] {
        guard let path = path(credentialsDirectory: credentialsDirectory) else { throw .noCredentialsDirectory }
        let file: OpenFile
        do { file = try OpenFile(path) } catch { throw .file(error) }
        defer { file.close() }
        guard file.mode & (S_IRWXG | S_IRWXO) == 0 else { throw .openToOthers(mode: file.mode & 0o777) }
        var bytes: [UInt8]
        do { bytes = try file.bytes(limit: Limits.secretByteCount) } catch { throw .file(error) }
        while let last = bytes.last, last == 0x0A || last == 0x0D { bytes.removeLast() }
        guard !bytes.isEmpty else { throw .empty }
        return bytes
    }
}

/// Why a secret was not read.
public enum SecretRefusal: Error, Sendable, Hashable, CustomStringConvertible {
    case file(FileRefusal)
    case openToOthers(mode: UInt32)
    case empty
    case noCredentialsDirectory

    public var description: String {
        switch self {
        case .file(let refusal): refusal.description
        case .openToOthers(let mode): "is open to other users (mode 0\(String(mode, radix: 8)))"
        case .empty: "is empty"
        case .noCredentialsDirectory: "is a credential, and the service manager gave no credentials directory"
        }
    }

    public var suggestion: String {
        switch self {
        case .file(let refusal): refusal.suggestion
        case .openToOthers: "Run chmod 600 on it"
        case .empty: "Write a secret of 24 to 64 random bytes"
        case .noCredentialsDirectory: "Start the daemon as a systemd service with LoadCredential=, or use secret_file"
        }
    }
}
