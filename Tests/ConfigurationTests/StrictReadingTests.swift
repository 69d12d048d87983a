import Testing
import Vitals

@testable import Configuration

/// The rules every file shares, seen through the daemon file.
struct StrictReadingTests {
    @Test func theSoundWardIsSound() throws {
        let reading = Ward.read(Ward.sound)
        #expect(reading.defects == [])
        #expect(try reading.get().hubID == "hub-demo")
    }

    @Test func anUnknownKeyIsToldWithTheNearestOne() {
        let reading = Ward.read(replacing: "path: /dev/left", with: "paht: /dev/left")
        #expect(
            reading.defects.map(\.description) == [
                "ward.yaml:17: ports.devices[1].path: is missing. Add 'path:' or 'usb:'; spotward devices scan writes it for what is plugged in.",
                "ward.yaml:17: ports.devices[1].paht: is not a known key. Did you mean 'path'?",
            ])
        #expect(reading.configuration == nil)
    }

    @Test func anUnknownKeyLikeNoOtherListsTheKnownOnes() {
        let reading = Ward.read(replacing: "clock: {speed: 1}", with: "clock: {speed: 1, zzzzzz: 1}")
        #expect(
            reading.defects.first?.description == "ward.yaml:27: clock.zzzzzz: is not a known key. Known here: speed.")
    }

    @Test func everyRequiredKeyIsMissedByName() {
        #expect(
            Ward.defects("other: 1\n") == [
                "1: endpoints: is missing", "1: hub: is missing",
                "1: other: is not a known key", "1: state: is missing",
            ])
        for (key, isRequired) in [("born_on", true), ("admitted_at", true), ("label", false), ("cadence", false)] {
            let defects = Ward.defects(replacing: "    \(key): ", with: "    x_\(key): ")
            #expect(defects.contains("5: admissions[1].\(key): is missing") == isRequired, "\(defects)")
            #expect(defects.contains { $0.hasSuffix("admissions[1].x_\(key): is not a known key") })
        }
    }

    @Test(arguments: [
        ("hub:\n  id: hub-demo", "hub: 5", "1: hub: is a single value where a group of keys belongs"),
        ("state: /var/lib/spotward", "state: [a]", "3: state: is a list where a text belongs"),
        ("clock: {speed: 1}", "clock: {speed: {}}", "27: clock.speed: is a group of keys where a number belongs"),
        ("clock: {speed: 1}", "clock: {speed: '1'}", "27: clock.speed: is a quoted text where a number belongs"),
        ("clock: {speed: 1}", "clock: {speed: fast}", "27: clock.speed: 'fast' is not a number"),
        ("clock: {speed: 1}", "clock: {speed: }", "27: clock.speed: has no value"),
        ("clock: {speed: 1}", "clock: ~", "27: clock: has no value"),
        ("clock: {speed: 1}", "clock: {speed: 0.5}", "27: clock.speed: 0.5 is out of range"),
        ("clock: {speed: 1}", "clock: {speed: 1000.5}", "27: clock.speed: 1000.5 is out of range"),
        ("baud: 19200", "baud: 19_200", "17: ports.devices[1].serial.baud: '19_200' is not a whole number"),
        ("baud: 19200", "baud: 19201", "17: ports.devices[1].serial.baud: 19201 is not a line speed"),
        ("parity: odd", "parity: od", "17: ports.devices[1].serial.parity: 'od' is not known here"),
        ("stop_bits: 1", "stop_bits: 3", "17: ports.devices[1].serial.stop_bits: 3 is out of range"),
        ("data_bits: 8", "data_bits: 9", "17: ports.devices[1].serial.data_bits: 9 is out of range"),
        ("cadence: 4h", "cadence: 4", "9: admissions[1].cadence: '4' is not a span of time"),
        ("cadence: 4h", "cadence: 59s", "9: admissions[1].cadence: 59s is out of range"),
        ("cadence: 4h", "cadence: 8d", "9: admissions[1].cadence: 8d is out of range"),
        ("max_bytes: 1MiB", "max_bytes: 1MB", "20: ports.folders[1].max_bytes: '1MB' is not a size"),
        ("max_bytes: 1MiB", "max_bytes: 1023B", "20: ports.folders[1].max_bytes: 1023B is out of range"),
        (
            "clock: {speed: 1}", "retention: {readings: 23h}", "27: retention.readings: 23h is out of range"
        ),
        (
            "clock: {speed: 1}", "retention: {recordings: 3651d}", "27: retention.recordings: 3651d is out of range"
        ),
        ("clock: {speed: 1}", "retention: {episodes: 29d}", "27: retention.episodes: 29d is out of range"),
        (
            "clock: {speed: 1}", "retention: {readings: 40d, episodes: 39d}",
            "27: retention.episodes: readings are kept longer than the episodes they raised"
        ),
        ("keep: 64MiB", "keep: 1MiB", "26: recordings.segment: segment 1MiB is more than half of keep"),
        ("state: /var/lib/spotward", "state: \"a\\nb\"", "3: state: holds a control character or a line break"),
        ("state: /var/lib/spotward", "state: \"\"", "3: state: is 0 characters long"),
    ])
    func aWrongValueIsToldOnItsLine(old: String, new: String, defect: String) {
        #expect(Ward.defects(replacing: old, with: new) == [defect])
    }

    @Test func everyDefectIsToldAtOnceInReadingOrder() {
        let text = Ward.sound
            .replacing("id: hub-demo", with: "id: Hub Demo")
            .replacing("cadence: 4h", with: "cadence: often")
            .replacing("profile: contec-cms50e", with: "profile: contec-cms50x")
            .replacing("https://127", with: "http://127")
            .replacing("speed: 1", with: "speed: 0, speed: 2000")
        #expect(
            Ward.defects(text) == [
                "2: hub.id: holds a character a name may not have",
                "9: admissions[1].cadence: 'often' is not a span of time",
                "17: ports.devices[1].profile: 'contec-cms50x' is not known here",
                "23: endpoints[1].url: does not begin with https://",
                "27: clock.speed: is given more than once; first on line 27",
                "27: clock.speed: 2000 is out of range",
            ])
    }

    @Test func aTextAtItsLimitsIsTakenAndBeyondRefused() {
        let sixteen = String(repeating: "é", count: 16)
        #expect(Ward.defects(replacing: "label: AB", with: "label: \(sixteen)") == [])
        #expect(
            Ward.defects(replacing: "label: AB", with: "label: \(sixteen)x") == [
                "8: admissions[1].label: is 17 characters long"
            ])
        let path = "/" + String(repeating: "p", count: Limits.pathByteCount - 1)
        #expect(Ward.defects(replacing: "ca.pem", with: path) == [])
        #expect(
            Ward.defects(replacing: "ca.pem", with: path + "p") == [
                "25: endpoints[1].ca_file: is longer than 1024 bytes"
            ])
        let long = String(repeating: "x", count: Limits.textCount + 1)
        #expect(Ward.defects(replacing: "/var/lib/spotward", with: long) == ["3: state: is 4097 characters long"])
    }

    @Test func aListBeyondItsLimitIsRefusedWhole() {
        func endpoints(_ count: Int) -> String {
            "endpoints:\n" + (0..<count).map { "  - {name: e\($0), url: https://a.example, secret_file: s}\n" }.joined()
        }
        let sound = Ward.sound
        let start = sound.range(of: "endpoints:")?.lowerBound ?? sound.endIndex
        let head = String(sound[..<start])
        #expect(Ward.defects(head + endpoints(16)) == [])
        #expect(Ward.defects(head + endpoints(17)) == ["22: endpoints: holds 17 endpoints"])
        #expect(Ward.defects(head + "endpoints: []\n") == ["21: endpoints: holds 0 endpoints"])
    }

    @Test func aThousandAdmissionsAreReadAndOneMoreIsRefused() {
        func text(_ count: Int) -> String {
            "hub: {id: h}\nstate: s\nendpoints:\n  - {name: e, url: https://a.example, secret_file: s}\nadmissions:\n"
                + (0..<count).map { "  - {id: a\($0), born_on: 2020-01-01, admitted_at: 2026-11-01T00:00:00Z}\n" }
                .joined()
        }
        #expect(Ward.read(text(1000)).configuration?.plan.admissions.count == 1000)
        #expect(Ward.defects(text(1001)) == ["6: admissions: holds 1001 admissions"])
        #expect(Ward.read(text(0) + "  []\n").configuration?.plan.admissions.count == 0)
    }
}

extension String {
    fileprivate func range(of text: String) -> Range<String.Index>? { firstRange(of: text) }
}
