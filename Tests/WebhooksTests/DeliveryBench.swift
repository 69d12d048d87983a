import Alarms
import Foundation
import Synchronization
import Testing
import Vitals
import Webhooks

/// A courier to one endpoint and what it reported.
struct Bench {
    static let alert = TestWard.composer().compose(TestWard.desaturation())

    let courier: Courier
    let outcomes = Outcomes()

    init(_ endpoint: Endpoint, clockOffset: Duration = .zero) throws {
        let outcomes = outcomes
        courier = try Courier(
            endpoints: [endpoint], version: "test",
            wallClock: {
                WallInstant(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)).advanced(by: clockOffset)
            }, onOutcome: { outcomes.append($0) })
    }

    /// Sends and waits for the outcome.
    func deliver(_ request: DeliveryRequest) async throws -> DeliveryOutcome {
        let count = outcomes.all.count + 1
        try courier.submit(request)
        return try #require(try await outcomes.wait(count: count).last)
    }

    /// The endpoint of a test server. `caFile` nil: the test's authority. `.some(nil)`: the system's.
    static func endpoint(
        _ server: TestServer, secrets: [[UInt8]] = [TestServer.sharedSecretBytes], caFile: String?? = nil
    ) throws -> Endpoint {
        let authority = try TestCertificates.shared.get().authority
        return try Endpoint(name: "team", url: server.url, secrets: secrets, caFile: caFile ?? authority)
    }

    static func request(
        _ alert: Alert = alert, hubSequence: UInt64 = 41, reference: Int64 = 7, attempt: UInt32 = 1,
        firstAttemptAt: WallInstant? = nil, track: RetrySchedule = .urgent
    ) -> DeliveryRequest {
        DeliveryRequest(
            reference: reference, endpoint: "team", alertID: alert.id, line: alert.line, hubSequence: hubSequence,
            attempt: attempt, firstAttemptAt: firstAttemptAt, track: track)
    }
}

final class Outcomes: Sendable {
    private let list = Mutex<[DeliveryOutcome]>([])
    var all: [DeliveryOutcome] { list.withLock { $0 } }
    func append(_ outcome: DeliveryOutcome) { list.withLock { $0.append(outcome) } }

    func wait(count: Int) async throws -> [DeliveryOutcome] {
        for _ in 0..<2000 {
            if all.count >= count { return all }
            try await Task.sleep(for: .milliseconds(10))
        }
        throw TestServer.Failure("\(all.count) of \(count) outcomes in twenty seconds")
    }
}
