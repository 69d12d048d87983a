import Testing
import Vitals

@testable import Documents

private func apple(_ records: String) -> [String] { tree("<HealthData>\(records)</HealthData>", .appleHealth) }

private func record(
    _ type: String, _ value: String, _ unit: String, start: String = "2026-11-21 07:30:05 +0000", end: String? = nil
) -> String {
    "<Record type=\"HKQuantityTypeIdentifier\(type)\" unit=\"\(unit)\" startDate=\"\(start)\" endDate=\"\(end ?? start)\""
        + " value=\"\(value)\"/>"
}

@Suite struct AppleHealthTests {
    @Test(arguments: [
        ("OxygenSaturation", "0.98", "%", "|98.0||||"), ("OxygenSaturation", "1", "%", "|100.0||||"),
        ("OxygenSaturation", "0.57", "%", "|57.0||||"), ("OxygenSaturation", "0.915", "%", "|91.5||||"),
        ("HeartRate", "72", "count/min", "||72.0|||"), ("RespiratoryRate", "16.5", "count/min", "|||16.5||"),
        ("BodyTemperature", "36.6", "degC", "||||36.6|"), ("BodyTemperature", "98.6", "degF", "||||37.0|"),
    ])
    func eachTypeIsReadInItsUnit(type: String, value: String, unit: String, expected: String) {
        #expect(apple(record(type, value, unit)) == ["|2026-11-21T07:30:05.000Z" + expected])
    }

    @Test(arguments: [
        // Above 1 it may be per cent after all, or a fault: nobody says.
        ("OxygenSaturation", "1.0001", "%", "wrong-unit"), ("OxygenSaturation", "98", "%", "wrong-unit"),
        ("OxygenSaturation", "-0.1", "%", "wrong-unit"), ("OxygenSaturation", "0.98", "count/min", "wrong-unit"),
        ("HeartRate", "1.2", "count/s", "wrong-unit"), ("HeartRate", "72", "", "wrong-unit"),
        ("BodyTemperature", "310.1", "K", "wrong-unit"), ("HeartRate", "", "count/min", "not-a-number"),
        ("HeartRate", "72 ", "count/min", "not-a-number"), ("HeartRate", "1e400", "count/min", "not-a-number"),
        ("HeartRate", "7&#50;", "count/min", "not-a-number"),
    ])
    func aValueOfAnotherUnitOrNoneIsRefused(type: String, value: String, unit: String, reason: String) {
        #expect(apple(record(type, value, unit)) == [reason])
    }

    @Test(arguments: [
        ("2026-11-21 07:30:05 +0000", "2026-11-21 07:40:05 +0000", "|2026-11-21T07:30:05.000Z||72.0|||"),
        ("2026-11-21 07:30:05 +0000", "2026-11-21 07:40:06 +0000", "not-a-spot-value"),
        ("2026-11-21 07:30:05 +0000", "2026-11-21 07:30:04 +0000", "not-a-timestamp"),
        ("2022-09-23 15:02:02 -0400", "2022-09-23 20:02:02 +0100", "|2022-09-23T19:02:02.000Z||72.0|||"),
        ("2026-11-21 07:30:05", "2026-11-21 07:30:05", "not-a-timestamp"),
        ("2026-11-21 07:30:05 0000+", "2026-11-21 07:30:05 +0000", "not-a-timestamp"),
        ("2026-11-21", "2026-11-21", "not-a-timestamp"), ("", "", "not-a-timestamp"),
    ])
    func theStartDecidesAndTheEndBoundsIt(start: String, end: String, expected: String) {
        #expect(apple(record("HeartRate", "72", "count/min", start: start, end: end)) == [expected])
    }

    @Test func anAbsentAttributeIsAbsent() {
        let type = "type=\"HKQuantityTypeIdentifierHeartRate\""
        let dates = "startDate=\"2026-11-21 07:30:05 +0000\" endDate=\"2026-11-21 07:30:05 +0000\""
        #expect(apple("<Record \(type) unit=\"count/min\" \(dates)/>") == ["no-vital-sign"])
        #expect(apple("<Record \(type) value=\"72\" \(dates)/>") == ["wrong-unit"])
        #expect(apple("<Record \(type) value=\"72\" unit=\"count/min\"/>") == ["timestamp-missing"])
        #expect(apple("<Record \(type) value=\"72\" unit=\"count/min\" \(dates.prefix(37))/>") == ["timestamp-missing"])
        #expect(apple("<Record value=\"72\" unit=\"count/min\" \(dates)/>").isEmpty)
    }

    @Test func otherRecordsAreNoRows() {
        let steps = record("StepCount", "31", "count")
        let pulse = record("HeartRate", "72", "count/min")
        let found = treeRows(
            Array("<HealthData>\(steps)\(steps)\(pulse)<Correlation>\(pulse)</Correlation>\(pulse)</HealthData>".utf8),
            .appleHealth)
        #expect(found.rows.map(\.number) == [1, 2])
        for type in ["RestingHeartRate", "WalkingHeartRateAverage", "BasalBodyTemperature", "HeartRateVariabilitySDNN"]
        {
            #expect(apple(record(type, "60", "count/min")).isEmpty)
        }
    }

    @Test func anotherRootRefusesTheDocument() {
        for text in ["<ClinicalDocument/>", "<healthdata/>", "<Record/>"] {
            #expect(treeRows(Array(text.utf8), .appleHealth).defect == .tree(.otherContent(.appleHealth)))
        }
    }

    @Test func aDoubledAttributeIsNoXML() {
        let text =
            "<HealthData><Record type=\"HKQuantityTypeIdentifierHeartRate\" value=\"72\" value=\"73\"/></HealthData>"
        #expect(treeRows(Array(text.utf8), .appleHealth).defect == .tree(.malformedXML(offset: 12)))
    }
}
