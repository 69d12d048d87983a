import Alarms
import FoundationEssentials
import Vitals

/// A command line of a recording: what a run took over from the one before. It names children and sources by their
/// configured names, because places in a list mean nothing after an edit.
struct RestoreCommand: Codable, Sendable {
    private var restoreEpisode: AlarmTransition?
    private var restoreLiveness: WallInstant?
    private var admission: String?
    private var source: String?

    init(_ input: Input, plan: WardPlan) throws(RestoreRefusal) {
        switch input {
        case .restoreEpisode(let transition):
            restoreEpisode = transition
            switch transition.subject {
            case .child(let child): admission = plan.name(of: child)
            case .source(let source, let child):
                self.source = plan.name(of: source)
                admission = child.flatMap { plan.name(of: $0) }
            case .hub: break
            }
        case .restoreLiveness(let child, let wall):
            restoreLiveness = wall
            admission = plan.name(of: child)
        default:
            throw .notARestore
        }
    }

    /// Reads a command line; `nil` for a command of another kind.
    init?(line: String) {
        guard let command = try? JSONDecoder().decode(RestoreCommand.self, from: Data(line.utf8)) else { return nil }
        self = command
    }

    /// One line of JSON.
    var line: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            encoder.nonConformingFloatEncodingStrategy = .convertToString(
                positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    /// The input on a ward whose lists may stand in another order; `nil` when the child or the source is not on it.
    func input(on plan: WardPlan) -> Input? {
        let child = admission.flatMap { id in
            plan.admissions.firstIndex { $0.id == id }.map { ChildIndex(UInt32($0)) }
        }
        let index = source.flatMap { name in
            plan.sources.firstIndex { $0.name == name }.map { SourceIndex(UInt16($0)) }
        }
        if let wall = restoreLiveness { return child.map { .restoreLiveness($0, wall) } }
        guard var transition = restoreEpisode else { return nil }
        switch transition.subject {
        case .child:
            guard let child else { return nil }
            transition.subject = .child(child)
        case .source:
            guard let index else { return nil }
            transition.subject = .source(index, child)
        case .hub: break
        }
        return .restoreEpisode(transition)
    }
}

enum RestoreRefusal: Error { case notARestore }

extension WardPlan {
    func name(of child: ChildIndex) -> String? {
        let index = Int(child.rawValue)
        return admissions.indices.contains(index) ? admissions[index].id : nil
    }

    func name(of source: SourceIndex) -> String? {
        let index = Int(source.rawValue)
        return sources.indices.contains(index) ? sources[index].name : nil
    }
}
