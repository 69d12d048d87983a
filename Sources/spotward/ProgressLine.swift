import Glibc

/// How far a long command is: one line on the terminal that is written over again and again.
///
/// Nothing where standard error is no terminal, nothing in the first second, and nothing where a command's own output goes to
/// the same terminal.
final class ProgressLine {
    private let isShown: Bool
    private let total: UInt64?
    private let unit: Unit
    private var done: UInt64 = 0
    private let began = ContinuousClock.now
    private var shownAt: ContinuousClock.Instant?

    enum Unit { case bytes, rows }

    /// - Parameters:
    ///   - total: how much there is, where it is known.
    ///   - isApart: whether what the command puts out goes elsewhere.
    init(of total: UInt64?, _ unit: Unit = .bytes, isApart: Bool = isatty(STDOUT_FILENO) != 1) {
        self.total = total
        self.unit = unit
        isShown = isApart && isatty(STDERR_FILENO) == 1
    }

    /// - Parameters:
    ///   - share: how far it is, 0…1, where that is not `done` of `total`.
    ///   - more: what else a person may want to know.
    func advance(by count: Int, share: Double? = nil, _ more: @autoclosure () -> String = "") {
        done &+= UInt64(clamping: count)
        guard isShown else { return }
        let now = ContinuousClock.now
        guard now - (shownAt ?? began) > (shownAt == nil ? .seconds(1) : .milliseconds(100)) else { return }
        shownAt = now
        let text = Self.text(
            done: done, unit, share: share ?? total.map { $0 == 0 ? 1 : Double(done) / Double($0) },
            seconds: (now - began) / .seconds(1), more: more())
        StandardError.show("\r\u{1B}[K\(text)")
    }

    func end() { if shownAt != nil { StandardError.show("\r\u{1B}[K") } }

    /// `43 %  92 MB/s  5 s left  12 alerts`; what is not known is left out.
    static func text(done: UInt64, _ unit: Unit, share: Double?, seconds: Double, more: String) -> String {
        var words: [String] = []
        // A file that grew while it was read is no more than read.
        let share = share.map { min(max($0, 0), 1) }
        if let share { words.append("\(Int(share * 100)) %") }
        let speed = seconds > 0 ? Double(done) / seconds : 0
        switch unit {
        case .bytes:
            if share == nil { words.append("\(Int(Double(done) / 1e6)) MB") }
            words.append("\(Int((speed / 1e6).rounded())) MB/s")
        case .rows:
            words.append("\(done) rows")
            words.append("\(Int(speed.rounded())) rows/s")
        }
        if let share, share > 0, seconds > 0 {
            words.append(Self.span(seconds: Int(min(seconds / share - seconds, 1e9).rounded(.up))) + " left")
        }
        if !more.isEmpty { words.append(more) }
        return words.joined(separator: "  ")
    }

    private static func span(seconds: Int) -> String {
        switch seconds {
        case ..<60: "\(seconds) s"
        case ..<3600: "\(seconds / 60) min \(seconds % 60) s"
        default: "\(seconds / 3600) h \(seconds % 3600 / 60) min"
        }
    }
}
