import Alarms
import Register
import Vitals
import Webhooks

extension CommandText {
    /// What a message may say of a command.
    init(_ command: WardCommand, at now: WallInstant) {
        self.init(by: command.by.name, role: command.by.role.rawValue, at: command.at ?? now, note: command.deed.words)
        switch command.deed {
        case .concern(_, let source, _): concern = source
        case .carerAnswer(_, let given, _):
            concern = .carerQuestion
            answer = given
        default: break
        }
    }
}
