import ArgumentParser
import Journal
import Vitals
import WardDaemon

/// `spotward status`: whether the hub watches, whether it reaches its receivers, and whether it calls.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether the hub watches, what it still owes, and whether it calls in the room.",
        discussion: """
            One line a fact. The hub calls when a P1 or a concern has been accepted by no receiver for a minute, and again \
            every five minutes: ring the number that is shown.

            Examples:
              spotward status --config spotward.yaml
              spotward status --json

            Exit status: 0 shown, 65 or 74 the journal cannot be used, 66 there is none.
            """)

    @OptionGroup var place: JournalPlace

    @Flag(help: "Print one line of JSON.")
    var json = false

    func run() throws {
        let survey = try place.survey()
        let status = try HubStatus(survey, at: survey.now())
        print(json ? JSONLine.text(status) : status.text(.terminal))
    }
}

/// How the hub stands.
struct HubStatus: Encodable {
    var hub: String
    var watching: Bool
    /// Why it is not.
    var reason: String?
    /// Since when the hub is in safe mode, and when the whole ward is tried again at the latest; absent where it is not.
    var safeModeSince: String?
    var safeModeUntil: String?
    var calling: Bool
    var call: String?
    var children: Int
    var undelivered: Int
    var oldestUndelivered: String?
    var deadLetters: Int
    /// The day of the newest test of the way an alert goes, and who has not answered it; absent where none was made.
    var dailyTest: String?
    var dailyTestUnanswered: [String]?
    /// Those that come to their end, or have.
    var certificates: [CertificateStatus]
    var endpoints: [EndpointStatus]

    struct CertificateStatus: Encodable {
        var endpoint: String
        var file: String
        var begins: String
        var ends: String
        /// What is so and what now.
        var sentence: String
    }

    struct EndpointStatus: Encodable {
        var name: String
        var undelivered: Int
        /// Of the alerts on record, the number of the newest it accepted.
        var newestAccepted: UInt64?
        /// Whether the hub asks it who has taken what; why it gets no answer that counts, and since when.
        var asked: Bool
        var acknowledgementsFailing: String?
        var acknowledgementsFailingSince: String?
    }

    init(_ survey: JournalSurvey, at now: WallInstant) throws {
        let picture = try survey.standing(at: now)
        let names = survey.ward.configuration.endpoints.map(\.name)
        let account = try survey.journal.outboxAccount(of: names)
        hub = picture.hubID
        watching = picture.notWatched == nil
        reason = picture.notWatched
        let safe = watching ? nil : SafeModeState(stateFolder: survey.ward.configuration.stateFolder)
        safeModeSince = safe?.since.description
        safeModeUntil = safe?.triedAgainAt.description
        calling = picture.calling?.isCalling ?? false
        call = picture.calling.flatMap { $0.isCalling ? $0.sentence : nil }
        children = picture.children.count
        undelivered = account.undeliveredCount
        oldestUndelivered = account.oldestAt?.description
        deadLetters = account.deadLetterCount
        let canary = try survey.journal.canary()
        dailyTest = canary.map { "\($0.date)" }
        dailyTestUnanswered = canary.map { $0.unanswered(of: names) }
        certificates = survey.ward.configuration.certificates.compactMap { certificate in
            guard let term = try? certificate.term(), let step = term.step(at: now) else { return nil }
            return CertificateStatus(
                endpoint: certificate.endpoint, file: certificate.path, begins: term.begins.description,
                ends: term.ends.description, sentence: certificate.sentence(step, term, at: now))
        }
        // Those that are configured, and any other that is still owed something.
        let asked = Set(survey.ward.configuration.endpoints.filter { $0.acknowledgements != nil }.map(\.name))
        let lists = try survey.journal.acknowledgementLists().filter { asked.contains($0.endpoint) }
        endpoints = account.endpoints.sorted { $0.key < $1.key }.map { name, account in
            let list = lists.first { $0.endpoint == name }
            return EndpointStatus(
                name: name, undelivered: account.undeliveredCount, newestAccepted: account.accepted.last?.upperBound,
                asked: asked.contains(name), acknowledgementsFailing: list?.failure,
                acknowledgementsFailingSince: list?.failingSince?.description)
        }
    }

    func text(_ style: TextStyle) -> String {
        var lines = [style.paint("Hub \(hub)", .bold)]
        if let call { lines.append(style.paint(call, .red)) }
        lines.append(
            watching
                ? "watching \(children) child\(children == 1 ? "" : "ren")"
                : style.paint("NOBODY IS BEING WATCHED: \(reason ?? "")", .red))
        lines.append(
            undelivered == 0
                ? "everything was accepted"
                : style.paint(
                    "not accepted yet: \(undelivered)"
                        + (oldestUndelivered.map { ", the oldest decided \($0)" } ?? ""), .yellow))
        if deadLetters > 0 {
            lines.append(style.paint("given up on until somebody looks: \(deadLetters) (spotward outbox list)", .red))
        }
        if let dailyTest {
            let late = dailyTestUnanswered ?? []
            lines.append(
                late.isEmpty
                    ? "the daily test of \(dailyTest) was answered by every receiver"
                    : style.paint(
                        "THE DAILY TEST OF \(dailyTest) WAS NOT ANSWERED by \(late.map(\.printable).joined(separator: ", ")): alerts may not arrive there",
                        .red))
        }
        for certificate in certificates { lines.append(style.paint(certificate.sentence.printable, .red)) }
        for endpoint in endpoints {
            let newest =
                endpoint.newestAccepted.map { "has accepted alerts up to #\($0)" } ?? "has accepted nothing yet"
            let waiting = endpoint.undelivered == 0 ? "" : ", \(endpoint.undelivered) wait"
            let fetched = endpoint.asked && endpoint.acknowledgementsFailing == nil ? ", is asked who takes alarms" : ""
            lines.append("\(endpoint.name.printable): \(newest)\(waiting)\(fetched)")
            guard let failure = endpoint.acknowledgementsFailing else { continue }
            let since = endpoint.acknowledgementsFailingSince.map { " since \($0)" } ?? ""
            let words =
                "\(endpoint.name.printable): WHO TAKES AN ALARM THERE IS NOT HEARD\(since): \(failure.printable)"
            lines.append(style.paint(words, .red))
        }
        return lines.joined(separator: "\n")
    }
}
