/// What has been read of one resource so far. Only of an Observation a row comes.
struct FHIRObservation: Sendable {
    enum Kind: Sendable { case untold, observation, bundle, other }
    private enum Status: Sendable { case missing, read, refused }

    let offset: UInt64
    private(set) var kind = Kind.untold
    private var isKindDoubled = false
    /// A Bundle's; versions of one resource stand in it one after the other.
    private(set) var isHistory = false
    var hasEntries = false

    private var status = Status.missing
    private var isStatusDoubled = false
    var time = MeasuringTime()
    private var isTimeDoubled = false
    private var hasTime = false
    private var isModified = false
    /// What the components gave.
    var row = MeasuredRow()
    /// Whose it is. Compared and not kept: see `FHIRModel`.
    var subject = RecordSubject()

    init(offset: UInt64) { self.offset = offset }

    mutating func take(kind text: Span<UInt8>) {
        if kind != .untold { isKindDoubled = true }
        kind =
            switch Self.kinds.index(of: text) {
            case 0: .observation
            case 1: .bundle
            default: .other
            }
    }

    /// `registered` has no result yet; `entered-in-error`, `cancelled` and `unknown` are no results.
    mutating func take(status text: Span<UInt8>) {
        if status != .missing { isStatusDoubled = true }
        status = Self.readStatuses.index(of: text) == nil ? .refused : .read
    }

    mutating func take(bundleType text: Span<UInt8>) {
        if Self.history.index(of: text) != nil { isHistory = true }
    }

    /// One of `effective…` begins.
    mutating func beginTime() {
        if hasTime { isTimeDoubled = true }
        hasTime = true
    }

    /// What stands here may turn the meaning round, and is not known here.
    mutating func modify() { isModified = true }

    func documentRow(number: UInt64) -> DocumentRow {
        let fault: RowRefusal? =
            if isKindDoubled || isStatusDoubled || isTimeDoubled {
                .duplicateKey
            } else if isModified {
                .modifiedMeaning
            } else if status != .read {
                .notFinal
            } else {
                nil
            }
        return row.row(number: number, offset: offset, time: time, fault: fault)
    }

    private static let kinds = NameTable(["Observation", "Bundle"])
    private static let readStatuses = NameTable(["final", "amended", "corrected", "preliminary"])
    private static let history = NameTable(["history"])
}
