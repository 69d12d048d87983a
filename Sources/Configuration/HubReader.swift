import Alarms

/// The `hub:` part of the daemon file: its name, what it shows when nobody answers, and how its work is shared.
enum HubReader {
    struct Hub {
        var id: String
        var phone: String?
        var instructions: String?
        var shards: Int?
        var annunciate: String?
        var secondRoute: String?
        var heartbeatPeriod: Duration
        /// `nil` where the file does not say.
        var sendsCanary: Bool?
        var hasSafeMode: Bool
    }

    /// - Parameter folder: that of the configuration file.
    static func read(_ hub: inout StrictMapping, in folder: String) -> Hub? {
        let id = readID(hub.required("id"))
        let phone = readPhone(hub.optional("phone"))
        let instructions = hub.optional("instructions")?.shownText(Limits.instructionsCount)
        let period = hub.optional("heartbeat")?.duration(in: Limits.heartbeatPeriod)
        let annunciate = hub.optional("annunciate")?.path(in: folder)
        let secondRoute = hub.optional("second_route")?.path(in: folder)
        let shards = hub.optional("shards")?.integer(in: Alarms.Limits.shares)
        let sendsCanary = readCanary(hub.optional("canary"))
        let hasSafeMode = readSafeMode(hub.optional("safe_mode"))
        guard let id else { return nil }
        return Hub(
            id: id, phone: phone, instructions: instructions, shards: shards, annunciate: annunciate,
            secondRoute: secondRoute, heartbeatPeriod: period ?? .seconds(60), sendsCanary: sendsCanary,
            hasSafeMode: hasSafeMode)
    }

    private static func readCanary(_ field: Field?) -> Bool? {
        guard let field, let sends = field.choice([("true", true), ("false", false)]), !sends else {
            return field == nil ? nil : true
        }
        field.defects.warn(
            .canaryOff, line: field.node.line, key: field.path,
            "the hub does not test the way an alert goes each day: that a receiver passes nothing on shows only when an alert is missed"
        )
        return false
    }

    private static func readSafeMode(_ field: Field?) -> Bool {
        guard let field, field.choice([("true", true), ("false", false)]) == false else { return true }
        field.defects.warn(
            .safeModeOff, line: field.node.line, key: field.path,
            "a hub whose program ends at each start tells nobody and sends nothing of what it owes")
        return false
    }

    private static func readPhone(_ field: Field?) -> String? {
        guard let field, let phone = field.shownText(Limits.phoneCount) else { return nil }
        guard phone.unicodeScalars.contains(where: { ("0"..."9").contains($0) }) else {
            field.refuse("holds no digit", "Write the number a family rings when nobody answers")
            return nil
        }
        return phone
    }

    private static func readID(_ field: Field?) -> String? {
        guard let field, let id = field.name() else { return nil }
        let isPlain = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isPlain else {
            field.refuse("holds a character a hub's name may not have", "Use a–z 0–9 -")
            return nil
        }
        return id
    }
}
