import Glibc
import Vitals

/// How far a start has come on its way to the journal.
enum StartStep: Sendable, Hashable {
    /// The state folder is this process's alone; the journal is opened next.
    case opening
    case opened(at: WallInstant)
    /// The journal could not be opened, and the program says why.
    case refused
}

/// How many starts of this boot in a row have neither lived for a while nor ended in order, and what the last of them was at: a
/// line of the state folder.
///
///     5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11 2
///     5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11 2 trial
///     5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11 4 opening
///     5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11 4 safe 6032 2026-11-22T04:06:55.169Z
struct StartMarks: Sendable {
    static let fileName = "starts"

    private let file: SmallFile
    private let bootID: String
    /// What stood there; written back where this start is none.
    private let text: String
    /// Starts before this one.
    let count: Int
    /// The whole ward is tried again after safe mode: that nobody was watched stands until this start has lived.
    let isTrial: Bool
    /// The start before ended while it opened the journal.
    let endedWhileOpening: Bool
    /// Safe mode as the process that is in it wrote it down.
    let safe: (process: pid_t, since: WallInstant)?

    /// Reads what the starts before left. Marks of another boot are none: a power supply that flaps is no program that fails.
    init(stateFolder: String, bootID: String) {
        file = SmallFile(path: stateFolder + "/" + Self.fileName)
        self.bootID = bootID
        text = file.text ?? ""
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        let isOwn = words.count >= 2 && words[0] == bootID
        let remarks = isOwn ? Array(words.dropFirst(2)) : []
        count = isOwn ? max(0, Int(words[1]) ?? 0) : 0
        isTrial = remarks == ["trial"] || remarks == ["trial", "opening"]
        endedWhileOpening = remarks.last == "opening"
        safe =
            if remarks.count == 3, remarks[0] == "safe", let process = pid_t(remarks[1]),
                let since = Timestamp(remarks[2])?.instant
            {
                (process, since)
            } else {
                nil
            }
    }

    /// Whether this start is to watch nobody, since so many before it failed.
    var isSafeModeDue: Bool { count >= DaemonLimits.startsBeforeSafeMode }

    /// Whether safe mode itself ended while it opened the journal, for the first time: the journal is what ends the program.
    /// Once a row: where a new journal does the same, it is not the journal. Never where safe mode is switched off: then it was not
    /// tried, and kills alone, close after starts, would take a sound journal away with what it owes.
    func isJournalSuspect(in mode: StartMode) -> Bool {
        mode.isSafe && endedWhileOpening && count == DaemonLimits.startsBeforeSafeMode + 1
    }

    /// - Returns: why it could not be written down; `nil` where it stands on the disk.
    func mark(_ step: StartStep, _ mode: StartMode) -> String? {
        // One past safe mode: the journal was set aside once.
        let begun = min(count, DaemonLimits.startsBeforeSafeMode + (endedWhileOpening ? 1 : 0)) + 1
        let line = "\(bootID) \(begun)\(isTrial ? " trial" : "")"
        switch step {
        case .opening: return file.replace(with: line + " opening\n")
        case .opened(let now): return file.replace(with: line + (mode.isSafe ? " safe \(getpid()) \(now)" : "") + "\n")
        case .refused: return file.replace(with: text)
        }
    }

    /// It has lived, or was stopped in order.
    func settle() -> String? { file.replace(with: "\(bootID) 0\n") }

    /// After safe mode the whole ward is tried again, and one failure more is enough.
    func leaveSafeMode() -> String? {
        file.replace(with: "\(bootID) \(DaemonLimits.startsBeforeSafeMode - 1) trial\n")
    }
}
