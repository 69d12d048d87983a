import Alarms
import Vitals

/// One child's part of a handover as JSON: what `spotward ward --json` says of the child now, and what happened in the shift. Of a
/// child who left only the shift. Absent values are left out; times are UTC.
struct HandoverLine: Encodable {
    private let ward: WardLine?
    private let shift: Shift

    private struct Shift: Encodable {
        var hub: String
        var at: String
        var since: String
        var watching: Bool
        var reason: String?
        var admission: String
        var onWard: Bool
        var episodes: [Episode]
        var remarks: [Remark]
    }

    struct Episode: Encodable {
        /// The first characters of its id, as the page shows them.
        var episode: String
        var condition: String
        /// The most urgent it was.
        var priority: String
        var firedAt: String
        /// Absent while it goes on.
        var endedAt: String?
        var takenBy: [String]
    }

    struct Remark: Encodable {
        var at: String
        var text: String
    }

    /// A line for each child, in the order of the page.
    static func lines(of page: HandoverPage) -> [HandoverLine] {
        let order = WardListing(ward: page.ward).rows
        let present = order.map { child in
            let shift = page.shifts.first { $0.admissionID == child.admissionID } ?? ChildShift(child.admissionID)
            return HandoverLine(shift, WardLine(child, of: page.ward), on: page)
        }
        let left = page.shifts.filter { shift in !order.contains { $0.admissionID == shift.admissionID } }
        return present + left.map { HandoverLine($0, nil, on: page) }
    }

    private init(_ shift: ChildShift, _ ward: WardLine?, on page: HandoverPage) {
        self.ward = ward
        self.shift = Shift(
            hub: page.ward.hubID, at: page.ward.at.description, since: page.since.description,
            watching: page.ward.notWatched == nil, reason: page.ward.notWatched, admission: shift.admissionID,
            onWard: ward != nil,
            episodes: shift.episodes.map {
                Episode(
                    episode: $0.shortID, condition: "\($0.condition.family)", priority: "\($0.priority.label)",
                    firedAt: $0.firedAt.description, endedAt: $0.endedAt?.description, takenBy: $0.takenBy)
            },
            remarks: shift.remarks.map { Remark(at: $0.at.description, text: $0.text) })
    }

    /// The members of both in one object.
    func encode(to encoder: any Encoder) throws {
        try ward?.encode(to: encoder)
        try shift.encode(to: encoder)
    }
}
