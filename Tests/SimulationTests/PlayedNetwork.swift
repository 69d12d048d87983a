import Vitals

@testable import WardTesting
@testable import Webhooks

/// The network and the receivers: what was sent when, what each of them stored, and what became of each attempt.
struct PlayedNetwork {
    /// An attempt, in seconds of the night.
    struct Attempt {
        var endpoint: String
        var alertID: String
        /// What else its message carries.
        var members: [String]
        var hubSequence: UInt64
        var attempt: UInt32
        var isUrgentTrack: Bool
        var isFallback: Bool
        /// Those that were handed over together have one number.
        var batch: Int
        /// The life of the daemon, from 1.
        var life: Int
        var sentAt: Int
        /// When the daemon heard what became of it; `nil` where it never did.
        var endedAt: Int?
        var isAccepted = false
        var retryAfter: String?
    }

    /// What a receiver has.
    struct Stored: Hashable {
        var endpoint: String
        var alertID: String
        var hubSequence: UInt64
        /// `nil` where another message carried it.
        var line: String?
        var at: Int
        /// It is owed by another endpoint.
        var isFallback: Bool
        /// Those of one message are stored together.
        var message: Int
    }

    private struct Flight {
        var request: DeliveryRequest
        var fate: Mood.Fate
        var startedAt: WallInstant
        var storedAt: Int
        var endsAt: Int
        var attempt: Int
    }

    private(set) var attempts: [Attempt] = []
    private(set) var stored: [Stored] = []
    private var flights: [Flight] = []
    private var messageCount = 0
    private var moods: [String: [(from: Int, mood: Mood)]] = [:]

    init(_ chances: inout Chances, until end: Int) {
        for endpoint in [SimulatedWard.team, SimulatedWard.reserve] {
            var second = 0
            var times: [(from: Int, mood: Mood)] = []
            while second < end {
                let isWell = chances.oneIn(2)
                let mood = isWell ? .well : Mood.allCases.randomElement(using: &chances) ?? .well
                times.append((second, mood))
                second += Int.random(in: mood.accepts ? 20...200 : 15...160, using: &chances)
            }
            moods[endpoint] = times
        }
    }

    func mood(of endpoint: String, at second: Int) -> Mood {
        moods[endpoint]?.last { $0.from <= second }?.mood ?? .well
    }

    /// From here on everybody is well.
    mutating func heal(at second: Int, _ mood: Mood = .well) {
        for endpoint in moods.keys {
            moods[endpoint] = (moods[endpoint] ?? []).filter { $0.from < second } + [(second, mood)]
        }
    }

    /// The team's receiver takes nothing for so long, and perhaps the one that stands in for it neither.
    mutating func goAway(_ span: Range<Int>, withTheReserve: Bool, _ chances: inout Chances) {
        for endpoint in withTheReserve ? [SimulatedWard.team, SimulatedWard.reserve] : [SimulatedWard.team] {
            let mood = Mood.allCases.filter { !$0.fate.stores }.randomElement(using: &chances) ?? .unreachable
            moods[endpoint] = [(0, .well), (span.lowerBound, mood), (span.upperBound, .prompt)]
        }
    }

    private var batchCount = 0

    mutating func send(_ requests: [DeliveryRequest], at second: Int, wall: WallInstant, life: Int) {
        batchCount += 1
        for request in requests {
            let fate = mood(of: request.endpoint, at: second).fate
            attempts.append(
                Attempt(
                    endpoint: request.endpoint, alertID: request.alertID, members: request.members.map(\.id),
                    hubSequence: request.hubSequence, attempt: request.attempt, isUrgentTrack: request.track == .urgent,
                    isFallback: request.isFallback,
                    batch: batchCount, life: life, sentAt: second, retryAfter: fate.retryAfter))
            flights.append(
                Flight(
                    request: request, fate: fate, startedAt: wall, storedAt: second + (fate.seconds + 1) / 2,
                    endsAt: second + fate.seconds, attempt: attempts.count - 1))
        }
    }

    /// What the receivers have by now, and what the daemon hears.
    mutating func pass(to second: Int) -> [DeliveryOutcome] {
        var outcomes: [DeliveryOutcome] = []
        for place in flights.indices where flights[place].fate.stores && flights[place].storedAt <= second {
            store(flights[place], at: second)
            flights[place].fate.stores = false
        }
        for flight in flights where flight.endsAt <= second {
            let outcome = DeliveryOutcome(flight.request, flight.fate, startedAt: flight.startedAt)
            attempts[flight.attempt].endedAt = second
            attempts[flight.attempt].isAccepted = outcome.isAccepted
            outcomes.append(outcome)
        }
        flights.removeAll { $0.endsAt <= second }
        return outcomes
    }

    /// The daemon is gone: what was on its way may arrive or not, and nobody hears of it.
    mutating func abandon(at second: Int, _ chances: inout Chances) {
        for flight in flights where flight.fate.stores && chances.oneIn(2) { store(flight, at: second) }
        flights = []
    }

    private mutating func store(_ flight: Flight, at second: Int) {
        messageCount += 1
        let request = flight.request
        stored.append(
            Stored(
                endpoint: request.endpoint, alertID: request.alertID, hubSequence: request.hubSequence,
                line: request.line,
                at: second, isFallback: request.isFallback, message: messageCount))
        for member in request.members {
            stored.append(
                Stored(
                    endpoint: request.endpoint, alertID: member.id, hubSequence: member.hubSequence, line: nil,
                    at: second,
                    isFallback: request.isFallback, message: messageCount))
        }
    }
}
