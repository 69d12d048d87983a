import FoundationEssentials
import Vitals

/// What the hub calls in the room, as a small file of the state folder says it: for `spotward status`, for the ward's list, for
/// whatever else on the hub has a lamp or a sound. No child is in it.
public struct HubCallState: Sendable, Hashable {
    public var isCalling: Bool
    /// Urgent alarms that have reached nobody.
    public var count: Int
    /// Since when the oldest of them waits, and when this was written.
    public var since: WallInstant
    public var at: WallInstant
    /// Whom to ring.
    public var phone: String?
    public var instructions: String?

    static let fileName = "hub-call"

    /// For people, in capitals: whoever stands at the hub is to act.
    public var sentence: String {
        let what = count == 1 ? "AN URGENT ALARM HAS" : "\(count) URGENT ALARMS HAVE"
        let whom = phone.map { "RING \($0)" } ?? "RING THE WARD, OR 999 IN AN EMERGENCY"
        return "\(what) REACHED NOBODY. \(whom)." + (instructions.map { " \($0)" } ?? "")
    }
}

extension HubCallState {
    /// What stands in a state folder; `nil` where the hub has never called.
    public init?(stateFolder: String) {
        guard let text = SmallFile(path: stateFolder + "/" + Self.fileName).text,
            let fields = try? JSONDecoder().decode(Fields.self, from: Data(text.utf8)),
            let since = Timestamp(fields.since)?.instant, let at = Timestamp(fields.at)?.instant
        else { return nil }
        self.init(
            isCalling: fields.calling, count: fields.count, since: since, at: at, phone: fields.phone,
            instructions: fields.instructions)
    }

    /// One line of JSON, with its line feed; instants are UTC.
    var line: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let fields = Fields(
            calling: isCalling, count: count, since: since.description, at: at.description, phone: phone,
            instructions: instructions)
        // A plain struct of texts and numbers: there is nothing in it that cannot be encoded.
        guard let line = try? encoder.encode(fields) else { preconditionFailure("a call's state is encodable") }
        return String(decoding: line, as: UTF8.self) + "\n"
    }

    private struct Fields: Codable {
        var calling: Bool
        var count: Int
        var since: String
        var at: String
        var phone: String?
        var instructions: String?
    }
}
