import Alarms
import DeviceSimulators
import Foundation
import Journal
import Register
import Testing
import Vitals

@testable import WardDaemon

/// Losses planted into the receiver's log of days before, found by comparing days: an alarm of the hub until they are mended.
///
/// 50 losses of 200 alerts here; R8 at its full size is 1,000 of 4,000:
///
///     SPOTWARD_PLANTED_LOSSES=1000 swift test --no-parallel --filter ReconcileWardTests
@Suite(.serialized, .timeLimit(.minutes(20))) struct ReconcileWardTests {
    private let everyRole = "primary, second, in-charge, escalation, reviewer, operations"
    private static let dayCount = 5
    private static let lossCount =
        ProcessInfo.processInfo.environment["SPOTWARD_PLANTED_LOSSES"].flatMap { Int($0) } ?? 50

    @Test func everyPlantedLossIsFoundToldAndMended() throws {
        let first = try RunningWard(speed: 1, receivers: ["team": everyRole])
        // A real alert, to make the others of.
        try first.start()
        #expect(try first.ask(.testAlert(child: "adm-a")).isDone)
        #expect(first.wait { first.receivers["team"]?.messages.count == 1 })
        first.stop()
        let entry = try #require(first.receivers["team"]?.messages.first).text
        let line = try #require(first.alertLines().first)

        let count = Self.lossCount * 4
        let ids = (1...count).map { String(format: "%032x", $0) }
        var dice = SimulatedNoise(seed: 6)
        // The receiver's log begins with the first alert, or it would not ask for what was before it.
        let lost = Set((2...count).shuffled(using: &dice).prefix(Self.lossCount))
        let log = ids.enumerated().filter { !lost.contains($0.offset + 1) }.map { place, id in
            Self.entry(entry, id: id, number: place + 1)
        }
        let ward = try RunningWard(
            speed: 1, receivers: ["team": everyRole], hub: ", heartbeat: 1s", held: ["team": log.joined()])
        try Self.deliver(ids, line: line, of: ward)
        let receiver = try #require(ward.receivers["team"])
        #expect(receiver.messages.count == count - Self.lossCount)
        try ward.start()
        let patience = 30 + Double(count) / 10
        #expect(ward.wait(seconds: patience) { receiver.has("fired", "system.reconcile") })
        let told = try #require(receiver.messages.first { $0.family.hasPrefix("system.reconcile") }).text
        #expect(told.contains(/receiver team holds fewer system alerts of 20..-..-.. than it has accepted/), "\(told)")
        // Every one of them is asked for and comes under its own id.
        #expect(ward.wait(seconds: patience) { Set(receiver.messages.map(\.id)).isSuperset(of: ids) })
        #expect(ward.wait(seconds: patience) { receiver.has("resolved", "system.reconcile") })
        #expect(receiver.messages.filter { $0.event == "fired" && $0.family.hasPrefix("system.reconcile") }.count == 1)
        let days = receiver.hubNews.filter { $0.hasPrefix("day-asked") }
        #expect(days.count == Self.dayCount, "\(receiver.hubNews)")
        ward.stop()
        #expect(Set(receiver.messages.map(\.id)).count == receiver.messages.count, "none was taken twice")
    }

    /// Alerts of the five days before, accepted by the receiver, as earlier runs leave them.
    private static func deliver(_ ids: [String], line: String, of ward: RunningWard) throws {
        let (store, now) = try ward.beginRun()
        let own = try #require(Message(line)).id
        let perDay = ids.count / dayCount
        for day in 0..<dayCount {
            let ofDay = ids[day * perDay..<(day == dayCount - 1 ? ids.count : (day + 1) * perDay)]
            let midnight = now.wall.civil().date.dayNumber * 86_400_000_000
            let at = Tick(
                monotonic: now.monotonic,
                wall: WallInstant(microseconds: midnight).advanced(by: .seconds(Int64(day - dayCount) * 86_400 + 60)))
            let alerts = ofDay.map { id in
                var transition = AlarmTransition(.test, .hub, .fired, at: at, startedAt: at, firedAt: at)
                transition.roles = .all
                transition.state = .resolved
                return Alert(
                    transition: transition, id: id, episodeID: id, dedupKey: id, admissionID: nil,
                    line: line.replacing(own, with: id))
            }
            let owed = OwedEndpoint("team")
            _ = try store.commit(JournalBatch(alerts: alerts, endpoints: [owed]))
            let first = day * perDay + 1
            let attempts = ofDay.indices.map { index in
                AttemptRecord(
                    reference: OutboxReference(
                        hubSequence: UInt64(first + index - ofDay.startIndex), endpoint: "team"),
                    attempt: 1, startedAt: at.wall, duration: .milliseconds(5), stage: "done", curlCode: 0,
                    httpStatus: 200, answer: "", isAccepted: true, isUrgent: true)
            }
            _ = try store.recordAttempts(attempts.map { ($0, nil) }, thenTake: nil)
        }
        try store.close()
    }

    /// A line of the receiver's log.
    private static func entry(_ text: String, id: String, number: Int) -> String {
        guard var object = try? JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] else { return "" }
        object["id"] = id
        object["hub_seq"] = number
        var event = object["event"] as? [String: Any] ?? [:]
        event["id"] = id
        object["event"] = event
        let data = try? JSONSerialization.data(withJSONObject: object)
        return String(decoding: data ?? Data(), as: UTF8.self) + "\n"
    }
}
