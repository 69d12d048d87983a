import Alarms
import Charts
import Vitals

/// One sentence for the person who asked, about what was done.
extension WardRegister {
    static func sentence(for command: WardCommand, about record: ChildRecord?) -> String {
        let child = record?.displayName ?? "The hub"
        switch command.deed {
        case .admit:
            return "\(child) is on the ward. If no reading comes, that is an alarm from now on."
        case .discharge:
            return "\(child) has left the ward: open alarms end, and its devices belong to nobody."
        case .setLimit(_, let sign, let side, let value, _, let until):
            let end = until.map { " until \($0.londonDescription)" } ?? ""
            return
                "\(child) has a \(side.name) limit of \(value.shortestDecimal) \(sign.unit) on \(sign.shortName)\(end)."
        case .removeLimit(_, let sign, let side, _):
            return "\(child) has no \(side.name) limit on \(sign.shortName) any more."
        case .bind(let source, let id, _):
            return id == nil
                ? "\(source) belongs to nobody: what it sends is kept as unassigned, and that is an alarm."
                : "\(source) belongs to \(child)."
        case .review:
            return "The review of \(child) is on record."
        case .pause:
            let end = record?.pause.map { " until \($0.until.londonDescription)" } ?? ""
            return
                "\(child) is paused\(end): silence and a probe that is off do not alarm. Readings that come still do."
        case .endPause:
            return "The pause of \(child) is over."
        case .quiet:
            let end = record?.quiet.map { " until \($0.until.londonDescription)" } ?? ""
            return "Alarms of \(child)'s equipment wait\(end). P1, P2, concern and long silence do not."
        case .endQuiet:
            return "The quiet of \(child) is over."
        case .acknowledge(let episode, let minutes, _):
            // The evaluator lets nobody have it longer than the ladder does, and the ladder is not known here.
            let span = minutes.map { " for \($0) min, or less where its ladder allows less" } ?? ""
            return "\(command.by.name) has \(episode)\(span). It calls again if it is still so when that runs out."
        case .close(let episode, _):
            return "\(episode) is closed."
        case .void(let episode, _):
            return "\(episode) is marked as entered in error."
        case .muteSound:
            return "The sound rests for two minutes. The team is called as before."
        case .concern:
            return "The worry about \(child) goes to the team and to the independent reviewer."
        case .carerAnswer(_, .worse, _):
            return "Worse is a concern: it goes to the team and to the independent reviewer of \(child)."
        case .carerAnswer:
            return "The answer about \(child) is on record."
        case .observe:
            let author = command.by.role.isFamily ? ", marked as the family's" : ""
            return "The observations of \(child) are on record\(author)."
        case .redrive:
            return "It goes out now, under the same id."
        case .dropMessage:
            return "It is not sent any more; it stays on record with your name and reason."
        case .testAlert:
            return "A test alert of \(record?.displayName ?? "the hub") is on its way, marked as a test."
        }
    }
}
