import Alarms

/// Whether the roles the ladders name are people somebody can reach: each is served by an endpoint, or the alarm would
/// climb to nobody.
struct LadderReach {
    let rules: AlarmRules
    let endpoints: [EndpointConfiguration]
    /// Where the endpoints stand.
    let field: Field

    func check() {
        let served = endpoints.reduce(into: RoleSet()) { $0.formUnion($1.roles) }
        for kind in LadderKind.allCases {
            let ladder = rules[kind]
            var joined: RoleSet = []
            for level in 0..<ladder.count {
                let step = ladder[level]
                // A role is told of at the step where it joins.
                for word in step.roles.subtracting(joined).subtracting(served).words {
                    field.refuse(
                        "no endpoint serves '\(word)', who joins ladder \(kind.name) at step \(level + 1) "
                            + "(\(Quantity.text(step.after)))",
                        "Add '\(word)' to an endpoint's roles, or change ladders.\(kind.name) in the rules file")
                }
                joined.formUnion(step.roles)
            }
        }
        warnWhereTheReviewerIsNotApart()
    }

    /// The review a parent may ask for is another team's (Martha's Rule).
    private func warnWhereTheReviewerIsNotApart() {
        let reviewers = endpoints.filter { $0.roles.contains(.reviewer) }
        guard !reviewers.isEmpty, reviewers.allSatisfy({ $0.roles.contains(.primaryNurse) }) else { return }
        field.defects.warn(
            .reviewerNotApart, line: field.node.line, key: field.path,
            "'reviewer' is served only where 'primary' is too: a concern must reach a team that is not the treating one"
        )
    }
}
