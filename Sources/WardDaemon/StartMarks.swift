/// How many starts of this boot in a row have neither lived for a while nor ended in order: a line of the state folder.
///
///     5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11 2
///     5c6b1a5e-0c8f-4d8e-9d0a-6f4c2f1b7e11 2 trial
struct StartMarks: Sendable {
    static let fileName = "starts"

    private let file: SmallFile
    private let bootID: String
    /// Starts before this one.
    let count: Int
    /// The whole ward is tried again after safe mode: that nobody was watched stands until this start has lived.
    let isTrial: Bool

    /// Reads what the starts before left. Marks of another boot are none: a power supply that flaps is no program that fails.
    init(stateFolder: String, bootID: String) {
        file = SmallFile(path: stateFolder + "/" + Self.fileName)
        self.bootID = bootID
        let words = (file.text ?? "").split(whereSeparator: \.isWhitespace)
        let isOwn = words.count >= 2 && words[0] == bootID
        count = isOwn ? max(0, Int(words[1]) ?? 0) : 0
        isTrial = isOwn && words.count == 3 && words[2] == "trial"
    }

    /// Whether this start is to watch nobody, since so many before it failed.
    var isSafeModeDue: Bool { count >= DaemonLimits.startsBeforeSafeMode }

    /// This start is one more.
    ///
    /// - Returns: why that could not be written down; `nil` where it stands on the disk.
    func begin() -> String? {
        let next = min(count, DaemonLimits.startsBeforeSafeMode) + 1
        return file.replace(with: "\(bootID) \(next)\(isTrial ? " trial" : "")\n")
    }

    /// It has lived, or was stopped in order.
    func settle() -> String? { file.replace(with: "\(bootID) 0\n") }

    /// After safe mode the whole ward is tried again, and one failure more is enough.
    func leaveSafeMode() -> String? {
        file.replace(with: "\(bootID) \(DaemonLimits.startsBeforeSafeMode - 1) trial\n")
    }
}
