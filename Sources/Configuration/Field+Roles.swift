import Alarms

extension Field {
    /// A list of roles, each once.
    func roles(_ count: ClosedRange<Int>) -> RoleSet? {
        guard let members = list(count, of: "roles") else { return nil }
        var roles: RoleSet = []
        var isSound = true
        for member in members {
            guard let role = member.choice(RoleSet.names.map { ("\($0.name)", $0.role) }) else {
                isSound = false
                continue
            }
            if roles.contains(role) {
                member.refuse("is given twice", "Keep one of them")
                isSound = false
            }
            roles.insert(role)
        }
        return isSound ? roles : nil
    }
}

extension RoleSet {
    /// The treating team: everybody but the independent reviewer and those who keep the hubs running.
    static let treatingTeam: RoleSet = [.primaryNurse, .secondNurse, .inCharge, .escalation]

    /// The word of each role in the set, in the order of the list.
    var words: [String] { RoleSet.names.filter { contains($0.role) }.map { "\($0.name)" } }
}
