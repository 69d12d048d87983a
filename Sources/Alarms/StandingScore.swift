import Charts
import Vitals

/// A child's score as it was last made, without what only people enter (`EnteredState` keeps that where there is any): 80 bytes,
/// where a `ScoreSnapshot` has 400.
struct StandingScore: BitwiseCopyable {
    /// One vital sign's part. Where the score is missing the rest means nothing.
    struct Member: BitwiseCopyable {
        private(set) var value = 0.0
        private var ageMicroseconds: Int64 = 0
        private(set) var score = MemberScore.missing

        init(_ member: ScoreMember) {
            value = member.value ?? 0
            // Most are of now, and to take a `Duration` apart costs 180 instructions.
            ageMicroseconds = member.age == .zero ? 0 : member.age.wholeMicroseconds
            score = member.score
        }

        /// The same sub-score of a value of now.
        @inline(__always)
        mutating func renew(_ value: Double) {
            self.value = value
            ageMicroseconds = 0
        }

        var whole: ScoreMember {
            score == .missing
                ? .missing : ScoreMember(value: value, score: score, age: .microseconds(ageMicroseconds))
        }
    }

    var spO2 = Member(.missing)
    var heartRate = Member(.missing)
    var respiratoryRate = Member(.missing)
    private var respiratoryDistress = MemberScore.missing
    private var oxygen = MemberScore.missing
    private var systolicBloodPressure = MemberScore.missing
    private var capillaryRefill = MemberScore.missing
    private var ageBand: AgeBand?
    private var partialSum: UInt8 = 0
    private var minimumTotal: UInt8 = 0
    private var maximumTotal: UInt8 = 0

    /// With no member.
    init() {}

    init(_ score: ScoreSnapshot) {
        spO2 = Member(score.spO2)
        heartRate = Member(score.heartRate)
        respiratoryRate = Member(score.respiratoryRate)
        respiratoryDistress = score.respiratoryDistress.score
        oxygen = score.oxygen.score
        systolicBloodPressure = score.systolicBloodPressure.score
        capillaryRefill = score.capillaryRefill.score
        ageBand = score.ageBand
        partialSum = score.partialSum
        minimumTotal = score.minimumTotal
        maximumTotal = score.maximumTotal
    }

    /// The whole score, with what was entered as it was told then.
    func snapshot(_ entered: EnteredMembers) -> ScoreSnapshot {
        ScoreSnapshot(
            ageBand: ageBand, spO2: spO2.whole, heartRate: heartRate.whole, respiratoryRate: respiratoryRate.whole,
            oxygenSupport: entered.oxygenSupport, respiratoryDistress: entered.respiratoryDistress,
            oxygen: entered.oxygen, systolicBloodPressure: entered.systolicBloodPressure,
            capillaryRefill: entered.capillaryRefill, partialSum: partialSum, minimumTotal: minimumTotal,
            maximumTotal: maximumTotal)
    }

    /// Whether a vital sign is in the score, scorable or not.
    func has(_ sign: VitalSign) -> Bool {
        switch sign {
        case .spO2: spO2.score != .missing
        case .heartRate: heartRate.score != .missing
        case .respiratoryRate: respiratoryRate.score != .missing
        case .temperature: false
        }
    }

    /// Whether every sub-score is the same, and what may still come to it, whatever the values and ages.
    func scores(like other: ScoreSnapshot) -> Bool {
        ageBand == other.ageBand && spO2.score == other.spO2.score && heartRate.score == other.heartRate.score
            && respiratoryRate.score == other.respiratoryRate.score
            && respiratoryDistress == other.respiratoryDistress.score && oxygen == other.oxygen.score
            && systolicBloodPressure == other.systolicBloodPressure.score
            && capillaryRefill == other.capillaryRefill.score && minimumTotal == other.minimumTotal
            && maximumTotal == other.maximumTotal
    }

    /// Whether a vital sign is in the other score that is not in this.
    func lacksVitalSign(of other: ScoreSnapshot) -> Bool {
        (other.spO2.score != .missing && !has(.spO2)) || (other.heartRate.score != .missing && !has(.heartRate))
            || (other.respiratoryRate.score != .missing && !has(.respiratoryRate))
    }
}

/// The members of a score that people entered.
struct EnteredMembers: BitwiseCopyable {
    var oxygenSupport: OxygenSupport?
    var respiratoryDistress = ScoreMember.missing
    var oxygen = ScoreMember.missing
    var systolicBloodPressure = ScoreMember.missing
    var capillaryRefill = ScoreMember.missing

    init() {}

    init(_ score: ScoreSnapshot) {
        oxygenSupport = score.oxygenSupport
        respiratoryDistress = score.respiratoryDistress
        oxygen = score.oxygen
        systolicBloodPressure = score.systolicBloodPressure
        capillaryRefill = score.capillaryRefill
    }
}
