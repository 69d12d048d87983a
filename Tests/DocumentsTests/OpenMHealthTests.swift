import Testing
import Vitals

@testable import Documents

private func omh(_ text: String) -> [String] { tree(text, .openMHealth) }

/// A data point of `members`, at an instant.
private func point(_ members: String, frame: String = "{\"date_time\":\"2026-11-21T07:30:05Z\"}") -> String {
    "{\(members),\"effective_time_frame\":\(frame)}"
}

private let pulse = "\"heart_rate\":{\"value\":71,\"unit\":\"beats/min\"}"
private let good = "|2026-11-21T07:30:05.000Z||71.0|||"

@Suite struct OpenMHealthTests {
    @Test(arguments: [
        ("\"oxygen_saturation\":{\"value\":96,\"unit\":\"%\"}", "|96.0||||"), (pulse, "||71.0|||"),
        ("\"respiratory_rate\":{\"value\":24,\"unit\":\"breaths/min\"}", "|||24.0||"),
        ("\"body_temperature\":{\"value\":36.6,\"unit\":\"C\"}", "||||36.6|"),
        ("\"body_temperature\":{\"value\":98.6,\"unit\":\"F\"}", "||||37.0|"),
        ("\"body_temperature\":{\"value\":310.15,\"unit\":\"K\"}", "||||37.0|"),
        ("\(pulse),\"oxygen_saturation\":{\"value\":96,\"unit\":\"%\"}", "|96.0|71.0|||"),
    ])
    func eachQuantityIsReadInItsUnits(members: String, expected: String) {
        let row = "|2026-11-21T07:30:05.000Z" + expected
        #expect(omh(point(members)) == [row])
        #expect(omh("{\"header\":{\"id\":\"1\"},\"body\":\(point(members))}") == [row])
        #expect(omh("[\(point(members)),\(point(members))]") == [row, row])
        #expect(omh("\(point(members))\n\(point(members))\n") == [row, row])
    }

    @Test(arguments: [
        ("\"heart_rate\":{\"value\":71,\"unit\":\"breaths/min\"}", "wrong-unit"),
        ("\"respiratory_rate\":{\"value\":24,\"unit\":\"beats/min\"}", "wrong-unit"),
        ("\"heart_rate\":{\"value\":71,\"unit\":\"bpm\"}", "wrong-unit"),
        ("\"heart_rate\":{\"value\":71,\"unit\":7}", "wrong-unit"), ("\"heart_rate\":{\"value\":71}", "wrong-unit"),
        ("\"heart_rate\":71", "wrong-unit"), ("\"heart_rate\":\"71 beats/min\"", "wrong-unit"),
        ("\"heart_rate\":null", "wrong-unit"), ("\"heart_rate\":{\"unit\":\"beats/min\"}", "no-vital-sign"),
        ("\"heart_rate\":{\"value\":\"71\",\"unit\":\"beats/min\"}", "not-a-number"),
        ("\"heart_rate\":{\"value\":1e400,\"unit\":\"beats/min\"}", "not-a-number"),
        ("\"heart_rate\":{\"value\":71,\"value\":72,\"unit\":\"beats/min\"}", "duplicate-key"),
        ("\"heart_rate\":{\"value\":71,\"unit\":\"beats/min\",\"unit\":\"beats/min\"}", "duplicate-key"),
        ("\(pulse),\(pulse)", "duplicate-key"), ("\"body_weight\":{\"value\":20,\"unit\":\"kg\"}", "unknown-code"),
        ("\"oxygen_saturation\":{\"value\":0.96,\"unit\":\"1\"}", "wrong-unit"),
    ])
    func whatIsNotAValueWithItsUnitIsRefused(members: String, reason: String) {
        #expect(omh(point(members)) == [reason])
    }

    @Test(arguments: [
        ("average", good), ("maximum", "not-a-spot-value"), ("minimum", "not-a-spot-value"),
        ("median", "not-a-spot-value"), ("", "not-a-spot-value"),
    ])
    func onlyAnAverageIsASpotValue(statistic: String, expected: String) {
        #expect(omh(point("\(pulse),\"descriptive_statistic\":\"\(statistic)\"")) == [expected])
    }

    @Test(arguments: [
        ("{\"date_time\":\"2026-11-21T07:30:05+00:00\"}", good), ("{\"date_time\":\"2026-11-21\"}", "not-a-timestamp"),
        ("{\"date_time\":1700000000}", "timestamp-missing"), ("{}", "timestamp-missing"),
        (
            "{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\",\"end_date_time\":\"2026-11-21T07:40:05Z\"}}",
            good
        ),
        (
            "{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\",\"end_date_time\":\"2026-11-21T07:40:05.001Z\"}}",
            "not-a-spot-value"
        ),
        (
            "{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\",\"duration\":{\"value\":10,\"unit\":\"min\"}}}",
            good
        ),
        (
            "{\"time_interval\":{\"end_date_time\":\"2026-11-21T07:30:35Z\",\"duration\":{\"value\":30,\"unit\":\"sec\"}}}",
            good
        ),
        (
            "{\"time_interval\":{\"end_date_time\":\"2026-11-21T07:30:35Z\",\"duration\":{\"value\":601,\"unit\":\"sec\"}}}",
            "not-a-spot-value"
        ),
        (
            "{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\",\"duration\":{\"value\":1,\"unit\":\"d\"}}}",
            "not-a-timestamp"
        ),
        (
            "{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\",\"duration\":{\"value\":-1,\"unit\":\"sec\"}}}",
            "not-a-timestamp"
        ),
        (
            "{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\",\"duration\":{\"value\":1e22,\"unit\":\"min\"}}}",
            "not-a-timestamp"
        ),
        ("{\"time_interval\":{\"start_date_time\":\"2026-11-21T07:30:05Z\"}}", "timestamp-missing"),
        ("{\"time_interval\":{\"date\":\"2026-11-21\",\"part_of_day\":\"morning\"}}", "timestamp-missing"),
        (
            "{\"date_time\":\"2026-11-21T07:30:05Z\",\"time_interval\":{\"end_date_time\":\"2026-11-21T07:30:06Z\"}}",
            "duplicate-key"
        ),
    ])
    func aTimeFrameNamesAnInstantOrAShortInterval(frame: String, expected: String) {
        #expect(omh(point(pulse, frame: frame)) == [expected])
    }

    @Test func noFlowIsRoomAirAsTheSchemaSays() {
        func flow(_ value: String) -> String {
            "\"supplemental_oxygen_flow_rate\":{\"value\":\(value),\"unit\":\"L/min\"}"
        }
        #expect(omh(point("\(pulse),\(flow("0"))")) == [good + "+air"])
        #expect(omh(point("\(pulse),\(flow("0.5"))")) == [good + "+0.5 L/min"])
        #expect(omh(point(flow("0"))) == ["|2026-11-21T07:30:05.000Z|||||+air"])
    }

    @Test func pointsOfTwoUsersRefuseTheDocument() {
        func of(_ user: String) -> String { "{\"header\":{\"user_id\":\"\(user)\"},\"body\":\(point(pulse))}" }
        #expect(omh(of("a") + point(pulse) + of("a")) == [good, good, good])
        let found = treeRows(Array((of("a") + of("b")).utf8), .openMHealth)
        #expect(found.rows.count == 1)
        #expect(found.defect == .tree(.severalSubjects(offset: UInt64(of("a").utf8.count))))
    }

    @Test(arguments: ["7", "\"x\"", "[[]]", "[1]", "[null]"]) func whatHoldsNoPointsIsRefused(text: String) {
        let defect = treeRows(Array(text.utf8), .openMHealth).defect
        #expect(defect == .tree(.otherContent(.openMHealth)) || defect == .tree(.malformedJSON(offset: 0)))
    }
}
