import Alarms
import FoundationEssentials
import Register
import Vitals
import Webhooks

/// A command line of a recording: what a run took over from the one before. It names children and sources by their
/// names, because places in a list mean nothing after an edit.
struct RestoreCommand: Codable, Sendable {
    private var restoreEpisode: AlarmTransition?
    private var restoreLiveness: WallInstant?
    /// What was entered, as its line of JSON, and when it was made.
    private var restoreObservations: String?
    private var restoreCarer: Carer?
    private var restoreBirthday: Birthday?
    private var at: WallInstant?
    private var admission: String?
    private var source: String?
    /// The line of the command that began the episode, where one did.
    private(set) var origin: String?

    /// When the daily question was last answered and last asked.
    private struct Carer: Codable, Sendable {
        var answeredAt: WallInstant?
        var askedAt: WallInstant?
        var unansweredAt: WallInstant?
    }

    /// What was told of the birthdays that change the chart.
    private struct Birthday: Codable, Sendable {
        var changedOn: CivilDate?
        var announcedFor: CivilDate?
    }

    /// - Parameter origin: the command that began the episode.
    init(_ input: Input, origin: String? = nil, plan: WardPlan) throws(RestoreRefusal) {
        self.origin = origin
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
        case .restoreCarer(let child, let answeredAt, let askedAt, let unansweredAt):
            restoreCarer = Carer(answeredAt: answeredAt, askedAt: askedAt, unansweredAt: unansweredAt)
            admission = plan.name(of: child)
        case .restoreBirthday(let child, let changedOn, let announcedFor):
            restoreBirthday = Birthday(changedOn: changedOn, announcedFor: announcedFor)
            admission = plan.name(of: child)
        default:
            throw .notARestore
        }
    }

    /// Entered observations, as the journal keeps them.
    init(observations form: String, of admission: String, at instant: WallInstant) {
        restoreObservations = form
        self.admission = admission
        at = instant
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
        if let carer = restoreCarer {
            return child.map {
                .restoreCarer(
                    $0, answeredAt: carer.answeredAt, askedAt: carer.askedAt, unansweredAt: carer.unansweredAt)
            }
        }
        if let birthday = restoreBirthday {
            return child.map {
                .restoreBirthday($0, changedOn: birthday.changedOn, announcedFor: birthday.announcedFor)
            }
        }
        if let restoreObservations {
            guard let child, let at, let form = try? ObservationForm(line: restoreObservations) else { return nil }
            return .restoreObservations(child, form.entered, at: at)
        }
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

    /// The text of the command that began the episode.
    var originText: CommandText? {
        origin.flatMap { try? WardCommand(line: $0) }.map { CommandText($0, at: $0.at ?? WallInstant(microseconds: 0)) }
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
