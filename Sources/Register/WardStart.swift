import Alarms
import Vitals

/// The ward at the start of the daemon: the configuration, with the register's file on top.
public struct WardStart: Sendable {
    public private(set) var register: WardRegister
    /// What the evaluator is given before anything else, in order; each is recorded like any command.
    public private(set) var commands: [AcceptedCommand] = []
    /// What a person should look at, each a sentence.
    public private(set) var warnings: [String] = []

    /// - Parameters:
    ///   - kept: what the register's file holds.
    ///   - now: pauses and quiets that are over by now are let go.
    public init(plan: WardPlan, kept: [WardCommand], at now: WallInstant) {
        register = WardRegister(plan: plan)
        var lastChange: [LimitKey: Int] = [:]
        for (place, command) in kept.enumerated() {
            if let key = command.limitKey { lastChange[key] = place }
        }
        for (place, command) in kept.enumerated() {
            if command.isOver(at: now) { continue }
            if case .discharge(let child, _) = command.deed, register.index(of: child) == nil {
                register.retire(command)
                continue
            }
            warn(of: command)
            guard let accepted = register.retake(command) else {
                let name = command.deed.source ?? command.deed.child ?? ""
                warnings.append(
                    "The register's '\(command.deed.kind.rawValue)' is about '\(name)', who is not on this ward: it is not used."
                )
                continue
            }
            if command.limitKey.map({ lastChange[$0] == place }) ?? true { commands.append(accepted) }
        }
    }

    /// A child that is in the configuration too.
    private mutating func warn(of command: WardCommand) {
        guard let child = command.deed.child.flatMap({ register.index(of: $0) }), let record = register[child],
            record.isConfigured
        else { return }
        switch command.deed {
        case .admit(let form):
            warnings.append(
                "\(record.id) is in the configuration and was admitted by command: what was asked by command stands on top."
            )
            if form.bornOn != record.admission.bornOn {
                warnings.append("\(record.id) has another date of birth in the configuration, and that one counts.")
            }
        case .discharge:
            warnings.append(
                "\(record.id) is in the configuration and was discharged by \(command.by.name): it stays discharged.")
        default: return
        }
    }
}

/// One side of one vital sign of one child: of several changes only the last is given to the evaluator.
private struct LimitKey: Hashable {
    var child: String
    var slot: LimitSlot
}

extension WardCommand {
    fileprivate var limitKey: LimitKey? {
        guard let child = deed.child, let slot = deed.limitSlot else { return nil }
        return LimitKey(child: child, slot: slot)
    }

    /// A pause or a quiet that has ended.
    fileprivate func isOver(at now: WallInstant) -> Bool {
        guard let at else { return false }
        switch deed {
        case .pause(_, let minutes, _), .quiet(_, let minutes, _):
            return at.advanced(by: .seconds(minutes * 60)) <= now
        default: return false
        }
    }
}

extension WardRegister {
    /// The commands that make this ward again from its configuration, in order: what the register's file holds. What is
    /// superseded is left out; of those who came and left by command only the pseudonym is kept.
    public var standingCommands: [WardCommand] {
        let gone = children.filter { !$0.isConfigured && !$0.isOnWard }
        let discharges = retired + gone.flatMap { $0.commands.filter { $0.deed.kind == .discharge } }
        let staying = children.filter { $0.isConfigured || $0.isOnWard }
        return discharges.suffix(Limits.retiredCount) + staying.flatMap(\.commands) + sources.compactMap(\.command)
    }

    /// Keeps the pseudonym of somebody who left before this run.
    mutating func retire(_ discharge: WardCommand) {
        retired.append(discharge)
        if retired.count > Limits.retiredCount { retired.removeFirst(retired.count - Limits.retiredCount) }
    }
}
