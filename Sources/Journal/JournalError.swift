import GRDB

/// The journal could not do what was asked: what failed, on what, why, and what to do now.
///
/// The message never holds a stored value: statements are named by what they do, and their arguments stay out.
public struct JournalError: Error, Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The state directory or a file in it cannot be made or opened.
        case directory
        /// Another daemon holds the state directory.
        case locked
        /// A newer spotward has written this journal.
        case newerSchema
        /// No daemon of this version has opened this journal yet; only readers meet this.
        case olderSchema
        /// SQLite would not promise that a commit survives a power cut.
        case notDurable
        case corrupt
        case full
        case readOnly
        case busy
        case inputOutput
        /// Any other refusal by SQLite.
        case database
    }

    public var kind: Kind
    /// What was being done, as it reads after "could not".
    public var call: String
    /// The file, directory or row it was done to.
    public var subject: String
    /// SQLite's extended result code or `errno`; `nil` where neither was asked.
    public var code: Int32?
    public var reason: String
    public var nextStep: String

    public init(_ kind: Kind, call: String, subject: String, code: Int32? = nil, reason: String, nextStep: String) {
        self.kind = kind
        self.call = call
        self.subject = subject
        self.code = code
        self.reason = reason
        self.nextStep = nextStep
    }

    /// Whatever GRDB threw; our own errors pass through unchanged.
    init(_ error: any Error, call: String, subject: String) {
        if let own = error as? JournalError {
            self = own
            return
        }
        guard let database = error as? DatabaseError else {
            self.init(
                .database, call: call, subject: subject, reason: "\(type(of: error))",
                nextStep: "This is a defect of spotward: report it with this message.")
            return
        }
        let kind = Kind(database.resultCode)
        self.init(
            kind, call: call, subject: subject, code: database.extendedResultCode.rawValue,
            reason: database.message ?? "SQLite gave no reason", nextStep: kind.nextStep)
    }
}

extension JournalError: CustomStringConvertible {
    public var description: String {
        let codeText = code.map { " (code \($0))" } ?? ""
        return "could not \(call): \(subject): \(reason)\(codeText). \(nextStep)"
    }
}

extension JournalError.Kind {
    init(_ code: ResultCode) {
        switch code {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupt
        case .SQLITE_FULL: self = .full
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
        case .SQLITE_IOERR: self = .inputOutput
        case .SQLITE_CANTOPEN: self = .directory
        default: self = .database
        }
    }

    /// What a person can do where nothing more particular is known.
    var nextStep: String {
        switch self {
        case .directory: "Check that the directory exists and that this user may read and write it."
        case .locked: "Stop the other daemon first."
        case .newerSchema: "Install the newer spotward, or give this one another state directory."
        case .olderSchema: "Start the daemon of this version once, then try again."
        case .notDurable: "Put the state directory on a local file system."
        case .corrupt: "Restart the daemon: it sets the damaged file aside and begins a new one."
        case .full: "Free space on the disk of the state directory."
        case .readOnly: "Make the state directory writable for the daemon's user."
        case .busy: "Close whatever else has the journal open for writing."
        case .inputOutput: "Take the last commit as lost, restart the daemon, and check the disk."
        case .database: "This is a defect of spotward: report it with this message."
        }
    }
}
