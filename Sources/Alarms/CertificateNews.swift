import Vitals

/// That a file of certificates comes to its end, as one number, so that it goes the way of a `HubSign`.
///
/// ```
/// bits   31…28   27      26…24   23…8              7…0
///        0       whose   step    days since 1970   receiver, its place from 1
/// ```
public struct CertificateNews: Sendable, BitwiseCopyable, Hashable {
    public enum Owner: UInt8, Sendable, BitwiseCopyable, CaseIterable {
        /// What the hub shows the receiver.
        case hub
        /// Those that vouch for the receiver.
        case authority
    }

    /// How near the end is; from the fourth on nothing gets to the receiver.
    public enum Step: UInt8, Sendable, BitwiseCopyable, CaseIterable, Comparable {
        case month
        case fortnight
        case week
        case ended
        /// Its time begins later.
        case notYet

        /// How long before the end the step is reached; `nil` where nothing is still to come.
        public var before: Duration? {
            switch self {
            case .month: .seconds(30 * 86_400)
            case .fortnight: .seconds(14 * 86_400)
            case .week: .seconds(7 * 86_400)
            case .ended, .notYet: nil
            }
        }

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        /// Nothing fails yet while there are days left.
        public var stage: AlarmStage { before == nil ? .severe : .mild }

        /// Who takes the news has it until the next step, which is told anew; this much at most, a day more than there is between
        /// the two. It outlasts a hub that has lost the time in between.
        public var lasts: Duration {
            switch self {
            case .month: .seconds((30 - 14 + 1) * 86_400)
            case .fortnight, .week, .ended, .notYet: .seconds((7 + 1) * 86_400)
            }
        }
    }

    /// The receiver by its place in the configuration, from 1.
    public var receiver: Int
    public var owner: Owner
    public var step: Step
    /// The day of the end; of the beginning, where that is still to come. UTC.
    public var date: CivilDate

    public init(receiver: Int, owner: Owner, step: Step, date: CivilDate) {
        self.receiver = receiver
        self.owner = owner
        self.step = step
        self.date = date
    }

    public var value: UInt32 {
        UInt32(UInt8(clamping: receiver)) | UInt32(UInt16(clamping: date.dayNumber)) << 8
            | UInt32(step.rawValue) << 24 | UInt32(owner.rawValue) << 27
    }

    /// `nil` for a number that is none.
    public init?(value: Double) {
        guard let bits = UInt32(exactly: value), bits >> 28 == 0,
            let owner = Owner(rawValue: UInt8(truncatingIfNeeded: bits >> 27)),
            let step = Step(rawValue: UInt8(truncatingIfNeeded: bits >> 24 & 7))
        else { return nil }
        self.init(
            receiver: Int(bits & 0xFF), owner: owner, step: step,
            date: CivilDate(dayNumber: Int64(bits >> 8 & 0xFFFF)))
    }

    public var sign: HubSign { HubSign(.certificate, step.stage, value: value) }
}
