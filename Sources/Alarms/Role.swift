/// Who is told, by what they do for the child and never by name. An endpoint serves one role or several.
public struct RoleSet: OptionSet, Sendable, BitwiseCopyable, Hashable, Codable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let primaryNurse = RoleSet(rawValue: 1 << 0)
    public static let secondNurse = RoleSet(rawValue: 1 << 1)
    /// The nurse in charge or the doctor on call.
    public static let inCharge = RoleSet(rawValue: 1 << 2)
    /// The trust's escalation number.
    public static let escalation = RoleSet(rawValue: 1 << 3)
    /// A team that is not the treating one, for a parent's concern (Martha's Rule).
    public static let reviewer = RoleSet(rawValue: 1 << 4)
    /// Whoever keeps the hubs running.
    public static let operations = RoleSet(rawValue: 1 << 5)

    /// The word for each, in files and in messages.
    public static let names: [(role: RoleSet, name: StaticString)] = [
        (.primaryNurse, "primary"), (.secondNurse, "second"), (.inCharge, "in-charge"), (.escalation, "escalation"),
        (.reviewer, "reviewer"), (.operations, "operations"),
    ]
    public static let all = RoleSet(rawValue: (1 << UInt8(names.count)) - 1)
    /// Nobody but the hub itself.
    public static let hubOnly: RoleSet = []
}
