import Vitals

/// How far a view of the journal is, by the times of its rows: how many there are is known only when all were read.
struct JournalProgress {
    private let line = ProgressLine(of: nil, .rows)
    private let end: WallInstant
    private var first: WallInstant?

    /// - Parameter end: now; no row is newer.
    init(until end: WallInstant) { self.end = end }

    mutating func advance(to row: WallInstant) {
        let first = first ?? row
        self.first = first
        let whole = end.since(first).inSeconds
        line.advance(by: 1, share: whole > 0 ? row.since(first).inSeconds / whole : nil)
    }

    func finish() { line.end() }
}
