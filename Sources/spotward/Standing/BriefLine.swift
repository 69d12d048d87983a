import Alarms
import Charts
import Register
import Vitals

/// A child's brief as JSON: what `spotward ward --json` says of the child, and what the brief says beyond it. Absent values are
/// left out; times are UTC.
struct BriefLine: Encodable {
    private let ward: WardLine
    private let more: More

    private struct More: Encodable {
        var hub: String
        var at: String
        var watching: Bool
        var reason: String?
        var setting: String?
        var ageBand: String?
        var chartChosen: String?
        var template: String?
        var admittedAt: String?
        /// Absent where devices stream.
        var readingDueEveryS: Double?
        var limits: [Limit]
        var floorsDeclined: String?
        var usual: [Usual]
        var observedAt: String?
        var observedAgeS: Double?
        var recommendation: [String]
    }

    struct Limit: Encodable {
        var sign: String
        var side: String
        var value: Double
        var unit: String
        var by: String
        var reason: String
        var until: String?
    }

    struct Usual: Encodable {
        var sign: String
        var value: Double
        var unit: String
        var by: String
    }

    init(_ page: BriefPage, of picture: WardPicture) {
        let child = page.child
        ward = WardLine(child, of: picture)
        more = More(
            hub: picture.hubID, at: picture.at.description, watching: picture.notWatched == nil,
            reason: picture.notWatched, setting: child.setting?.rawValue, ageBand: child.ageBand.map { "\($0.name)" },
            chartChosen: child.chartChosen, template: child.template?.rawValue,
            admittedAt: child.admittedAt?.description, readingDueEveryS: child.cadence?.inSeconds,
            limits: child.limits.map {
                Limit(
                    sign: "\($0.sign.shortName)", side: $0.side == .low ? "low" : "high", value: $0.value,
                    unit: "\($0.sign.unit)", by: $0.author, reason: $0.reason, until: $0.until?.description)
            },
            floorsDeclined: child.floorsDeclined,
            usual: child.usual.map {
                Usual(sign: "\($0.sign.shortName)", value: $0.value, unit: "\($0.sign.unit)", by: $0.author)
            },
            observedAt: child.observedAt?.description,
            observedAgeS: child.observedAt.map { picture.at.since($0).inSeconds },
            recommendation: page.recommendation)
    }

    /// The members of both in one object.
    func encode(to encoder: any Encoder) throws {
        try ward.encode(to: encoder)
        try more.encode(to: encoder)
    }
}
