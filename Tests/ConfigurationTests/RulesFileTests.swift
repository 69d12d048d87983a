import Alarms
import Testing
import Vitals

@testable import Configuration

struct RulesFileTests {
    private func read(_ text: String) throws -> (rules: AlarmRules, identity: RulesIdentity) {
        try RulesFile.read(Array(text.utf8), file: "rules.yaml", hash: "h")
    }

    private func defects(_ text: String) -> [String] {
        do throws(ConfigurationDefects) {
            _ = try RulesFile.read(Array(text.utf8), file: "rules.yaml", hash: "h")
            return []
        } catch {
            return error.list.map { "\($0.line): \($0.key): \($0.reason)" }
        }
    }

    /// Every value of the rules, so that two can be compared.
    private func values(_ rules: AlarmRules) -> [String] {
        ConditionKind.allCases.map { "\($0.family) \(rules[$0])" } + [
            "\(rules.validityShare) \(rules.continuity) \(rules.currency) \(rules.pendingFreeze) \(rules.memberValidity)",
            "\(rules.lateness) \(rules.futureTolerance) \(rules.scheduleWarning) \(rules.scheduleUrgent)",
            "\(rules.silenceAfterAlarm) \(rules.startGrace) \(rules.temperatureHighFrom) \(rules.temperatureLowTo)",
            "\(rules.carerQuestionEvery) \(rules.carerAnswerWithin) \(rules.manyDevices)",
            "\(rules.poorSignalBelow) \(rules.poorSignalEndsFrom) \(rules.deviceClockTolerance)",
        ] + LadderKind.allCases.map { LadderRow(rules[$0], $0).text }
    }

    @Test func theExampleIsTheDefaultsWrittenOut() throws {
        let text = try repositoryFile("deploy/example/rules.yaml")
        let example = try read(text)
        #expect(values(example.rules) == values(AlarmRules()))
        #expect(!example.identity.isRatified)
        for kind in ConditionKind.allCases { #expect(text.contains("\n  \(kind.family):\n"), "\(kind.family)") }
        for kind in LadderKind.allCases { #expect(text.contains("\n  \(kind.name):\n    steps:\n"), "\(kind.name)") }
    }

    @Test func whatIsLeftOutKeepsItsDefault() throws {
        #expect(values(try read("version: 1\n").rules) == values(AlarmRules()))
    }

    @Test func whatIsGivenChangesThatAndNothingElse() throws {
        let text = """
            version: 1
            approved_by: Dr B Example
            approved_on: 2026-11-01
            timing: {validity_percent: 75, currency: 20s, temperature_low_to: 35.5, poor_signal_below: 40, many_devices: 3, device_clock_tolerance: 20m}
            conditions:
              spot.spo2.low:
                mild: {onset: 90s}
                severe: {priority: P1}
                margin: 1.5
            """
        var expected = AlarmRules()
        expected.validityShare = 0.75
        expected.currency = .seconds(20)
        expected.temperatureLowTo = 35.5
        expected.poorSignalBelow = 0.4
        expected.deviceClockTolerance = .seconds(1200)
        expected.manyDevices = 3
        expected[.chartSpO2Low].mild?.onset = .seconds(90)
        expected[.chartSpO2Low].severe?.priority = .critical
        expected[.chartSpO2Low].margin = 1.5
        let result = try read(text)
        #expect(values(result.rules) == values(expected))
        #expect(
            result.identity
                == RulesIdentity(
                    approvedBy: "Dr B Example", approvedOn: CivilDate(year: 2026, month: 11, day: 1), hash: "h"))
        #expect(result.identity.isRatified)
    }

    @Test(arguments: [
        ("{}", "1: version: is missing"),
        ("version: 2", "1: version: 2 is out of range"),
        ("version: 1\napproved_by: A", "1: approved_on: is missing: an approval has a person and a date"),
        ("version: 1\napproved_on: 2026-01-01", "1: approved_by: is missing: an approval has a person and a date"),
        ("version: 1\ntiming: {validity_percent: 49.9}", "2: timing.validity_percent: 49.9 is out of range"),
        ("version: 1\ntiming: {currency: 4s}", "2: timing.currency: 4s is out of range"),
        ("version: 1\ntiming: {schedule_urgent: 14m}", "2: timing.schedule_urgent: comes before schedule_warning"),
        (
            "version: 1\ntiming: {temperature_low_to: 38}",
            "2: timing.temperature_low_to: temperature_low_to is not below temperature_high_from"
        ),
        ("version: 1\nconditions:\n  spot.sp02.low: {margin: 1}", "3: conditions.spot.sp02.low: is not a known key"),
        (
            "version: 1\nconditions:\n  spot.hr.low: {mild: {onset: 181s}}",
            "3: conditions.spot.hr.low.mild.onset: 181s is out of range"
        ),
        (
            "version: 1\nconditions:\n  spot.hr.low: {mild: {hold: 3601s}}",
            "3: conditions.spot.hr.low.mild.hold: 3601s is out of range"
        ),
        (
            "version: 1\nconditions:\n  tech.silence: {severe: {onset: 3601s}}",
            "3: conditions.tech.silence.severe.onset: 3601s is out of range"
        ),
        (
            "version: 1\nconditions:\n  tech.silence: {severe: {onset: 4m}}",
            "3: conditions.tech.silence.severe: comes before mild"
        ),
        (
            "version: 1\nconditions:\n  limit.spo2.low: {mild: {onset: 1s}}",
            "3: conditions.limit.spo2.low.mild: is not a stage of this condition"
        ),
        (
            "version: 1\nconditions:\n  spot.hr.low: {severe: {priority: P4}}",
            "3: conditions.spot.hr.low.severe.priority: is less urgent (P4) than spot.hr.low may be"
        ),
        (
            "version: 1\nconditions:\n  spot.partial_sum: {severe: {priority: P3}}",
            "3: conditions.spot.partial_sum.severe: is less urgent (P3) than mild (P2)"
        ),
        (
            "version: 1\nconditions:\n  tech.silence: {severe: {priority: P4}}",
            "3: conditions.tech.silence.severe.priority: is less urgent (P4) than tech.silence may be"
        ),
        (
            "version: 1\nconditions:\n  concern: {severe: {priority: P3}}",
            "3: conditions.concern.severe.priority: is less urgent (P3) than concern may be"
        ),
        (
            "version: 1\ntiming: {carer_question_every: 25h}",
            "2: timing.carer_question_every: 25h is out of range"
        ),
        (
            "version: 1\ntiming: {carer_question_every: 3h}",
            "2: timing.carer_answer_within: is longer than carer_question_every"
        ),
        ("version: 1\ntiming: {poor_signal_below: 81}", "2: timing.poor_signal_below: 81 is out of range"),
        (
            "version: 1\ntiming: {validity_percent: 50, poor_signal_below: 50.5}",
            "2: timing.poor_signal_below: is above validity_percent"
        ),
        (
            "version: 1\ntiming: {poor_signal_ends_from: 49}",
            "2: timing.poor_signal_below: is above poor_signal_ends_from"
        ),
        ("version: 1\ntiming: {poor_signal_ends_from: 95.5}", "2: timing.poor_signal_ends_from: 95.5 is out of range"),
        ("version: 1\ntiming: {many_devices: 1}", "2: timing.many_devices: 1 is out of range"),
        ("version: 1\ntiming: {many_devices: 65}", "2: timing.many_devices: 65 is out of range"),
        (
            "version: 1\nconditions:\n  spot.hr.low: {severe: {priority: P5}}",
            "3: conditions.spot.hr.low.severe.priority: 'P5' is not known here"
        ),
        (
            "version: 1\nconditions:\n  spot.hr.low: {margin: 50.5}",
            "3: conditions.spot.hr.low.margin: 50.5 is out of range"
        ),
        (
            "version: 1\ntiming: {device_clock_tolerance: 59s}",
            "2: timing.device_clock_tolerance: 59s is out of range"
        ),
        (
            "version: 1\nconditions:\n  tech.probe_off: {margin: 1}",
            "3: conditions.tech.probe_off.margin: is not a known key"
        ),
    ])
    func aDefectiveRuleIsToldOnItsLine(text: String, defect: String) {
        #expect(defects(text) == [defect])
    }

    @Test(arguments: [
        "timing: {validity_percent: 50}", "timing: {validity_percent: 100}", "timing: {schedule_urgent: 15m}",
        "conditions: {spot.hr.low: {mild: {onset: 180s, hold: 1h}}}",
        "conditions: {tech.silence: {severe: {onset: 1h}}}",
        "conditions: {spot.hr.low: {severe: {priority: P3}}}", "conditions: {spot.hr.low: {margin: 50}}",
        "conditions: {spot.hr.low: {margin: 0}}", "conditions: {tech.silence: {severe: {onset: 5m}}}",
        "conditions: {spot.hr.low: {mild: {priority: P3}}, tech.silence: {severe: {priority: P3}}}",
        "conditions: {concern: {severe: {priority: P2}}, tech.silence: {mild: {priority: P4}}}",
        "timing: {carer_question_every: 24h, carer_answer_within: 12h}",
        "timing: {carer_question_every: 1h, carer_answer_within: 1h}", "timing: {carer_answer_within: 15m}",
        "timing: {poor_signal_below: 80, poor_signal_ends_from: 80}", "timing: {poor_signal_ends_from: 95}",
        "timing: {validity_percent: 50, poor_signal_below: 50}", "timing: {many_devices: 2}",
        "timing: {many_devices: 64}", "timing: {device_clock_tolerance: 1m}",
        "timing: {device_clock_tolerance: 24h}",
    ])
    func aRuleAtItsLimitIsTaken(text: String) {
        #expect(defects("version: 1\n" + text) == [])
    }
}
