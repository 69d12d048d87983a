import Vitals

/// The account of a source's readings: received = accepted + retrospective + implausible + unassigned, always.
///
/// One reading is one value of one vital sign. Sets without a value and refused rows are counted beside them.
public struct ReadingLedger: Sendable, BitwiseCopyable, Hashable {
    public private(set) var received: UInt64 = 0
    public private(set) var accepted: UInt64 = 0
    public private(set) var retrospective: UInt64 = 0
    public private(set) var implausible: UInt64 = 0
    public private(set) var unassigned: UInt64 = 0
    /// Frames and rows that carried no value: probe off, searching.
    public private(set) var valuelessSets: UInt64 = 0
    public private(set) var refusedRows: UInt64 = 0
    /// Oxygen that rows gave and that was refused, because its level is not plausible.
    public private(set) var implausibleOxygen: UInt64 = 0

    public init() {}

    /// Whether every reading received is accounted for.
    public var isBalanced: Bool { received == accepted &+ retrospective &+ implausible &+ unassigned }

    /// Takes a set of which everything is accepted.
    @inline(__always)
    mutating func noteAccepted(_ count: Int) {
        received &+= UInt64(count)
        accepted &+= UInt64(count)
    }

    mutating func note(_ record: ReadingRecord) {
        let given = UInt64(record.readings.given.count)
        let refused = UInt64(record.implausible.count)
        received &+= given
        if record.isOxygenImplausible { implausibleOxygen &+= 1 }
        switch record.disposition {
        case .accepted:
            accepted &+= given &- refused
            implausible &+= refused
        case .retrospective:
            retrospective &+= given &- refused
            implausible &+= refused
        case .unassigned: unassigned &+= given
        case .valueless: valuelessSets &+= 1
        case .refusedRow: refusedRows &+= 1
        }
    }

    /// The account of a source whose readings several evaluators took.
    public static func + (a: Self, b: Self) -> Self {
        var sum = a
        sum.received &+= b.received
        sum.accepted &+= b.accepted
        sum.retrospective &+= b.retrospective
        sum.implausible &+= b.implausible
        sum.unassigned &+= b.unassigned
        sum.valuelessSets &+= b.valuelessSets
        sum.refusedRows &+= b.refusedRows
        sum.implausibleOxygen &+= b.implausibleOxygen
        return sum
    }
}
