import Foundation
import Journal
import Register
import Testing
import Vitals

@testable import Alarms
@testable import spotward

/// What the pages of `why`, `brief` and `handover` are for a script: the keys are a promise, and no page says less than its text.
@Suite struct PageLineTests {
    private let ward: RecordedWard
    init() throws {
        ward = try RecordedWard()
        let number = try ward.command(
            .acknowledge(episode: "4444", minutes: nil, note: "calling"), at: 60,
            episode: String(repeating: "4", count: 32))
        var taken = Night.desaturation(.acknowledged, at: 60)
        taken.state = .acknowledged
        taken.acknowledgedUntil = Night.tick(960)
        taken.command = number
        var batch = JournalBatch()
        for second in Int64(-5)...30 {
            var set = ReadingSet()
            set[.spO2] = second < 0 ? 95 : 89
            batch.readings.append(
                ReadingRecord(
                    readings: set, arrival: Arrival(source: SourceIndex(0), at: Night.tick(second).monotonic),
                    arrivedWall: Night.at(second), child: ChildIndex(0), disposition: .accepted, implausible: []))
        }
        try ward.commit("4", [Night.desaturation(), taken], batch)
    }

    private func object(_ value: some Encodable) throws -> [String: Any] {
        let line = JSONLine.text(value)
        #expect(!line.contains("\n"))
        return try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }

    @Test func whyHoldsTheRuleTheWindowTheSamplesAndTheSteps() throws {
        let story = try ward.survey().story(of: "444444")
        let page = try object(try #require(WhyLine(story, at: Night.at(600))))
        #expect(
            page.keys.sorted().joined(separator: " ") == """
                admission at condition episode fired_at held_back latched near_misses next_step_at priority remarks rule \
                samples samples_cut score started_age_s started_at state steps taken_until test threshold unit unknown \
                value window
                """)
        #expect(page["condition"] as? String == "spot.spo2.low" && page["unit"] as? String == "%")
        #expect(page["started_age_s"] as? Double == 600)
        let window = try #require(page["window"] as? [String: Double])
        #expect(
            Set(window.keys) == ["in_breach_needed_s", "in_breach_s", "length_s", "valid_needed_s", "valid_s"])
        let samples = try #require(page["samples"] as? [[String: Any]])
        #expect(samples.count == 36 && (samples[0]["values"] as? [String: Double]) == ["spo2": 95])
        let steps = try #require(page["steps"] as? [[String: Any]])
        #expect(steps.map { $0["event"] as? String } == ["fired", "acknowledged"])
        #expect(steps[1]["by"] as? String == "A.Mensah" && steps[1]["words"] as? String == "calling")
        let delivery = try #require((steps[0]["deliveries"] as? [[String: Any]])?.first)
        #expect(delivery["endpoint"] as? String == "team" && delivery["accepted_at"] == nil)
    }

    @Test func briefIsTheWardsLineAndMore() throws {
        let picture = try ward.survey().standing(at: Night.at(600))
        let child = try #require(picture.children.first { $0.admissionID == "adm-a" })
        let page = BriefPage(child: child, at: picture.at, levels: picture.levels, notWatched: picture.notWatched)
        let brief = try object(BriefLine(page, of: picture))
        let row = try object(WardLine(child, of: picture))
        #expect(Set(row.keys).isSubset(of: brief.keys))
        for key in ["admission", "alarms", "at", "hub", "limits", "reason", "recommendation", "usual", "watching"] {
            #expect(brief[key] != nil, "\(key)")
        }
        #expect(brief["watching"] as? Bool == false && (brief["reason"] as? String)?.contains("no daemon") == true)
        #expect(page.text(.plain).contains("NOBODY IS BEING WATCHED: no daemon listens"))
        #expect((brief["recommendation"] as? [String]) == page.recommendation)
        for key in ["born_on", "name", "nhs_number", "date_of_birth"] { #expect(brief[key] == nil) }
    }

    @Test func aHandoverIsALineForEachChildAlsoForThoseWhoLeft() throws {
        let survey = try ward.survey()
        var shifts = try survey.shifts(since: Night.at(-600), until: Night.at(600))
        shifts.append(ChildShift("adm-gone"))
        let page = HandoverPage(ward: try survey.standing(at: Night.at(600)), since: Night.at(-600), shifts: shifts)
        let lines = try HandoverLine.lines(of: page).map(object)
        #expect(lines.map { $0["admission"] as? String } == ["adm-a", "adm-b", "adm-gone"])
        #expect(lines.map { $0["on_ward"] as? Bool } == [true, true, false])
        let episode = try #require((lines[0]["episodes"] as? [[String: Any]])?.first)
        #expect(Set(episode.keys) == ["condition", "episode", "fired_at", "priority", "taken_by"])
        #expect(episode["taken_by"] as? [String] == ["A.Mensah (nurse)"])
        #expect(lines[0]["alarms"] != nil && lines[2]["alarms"] == nil && lines[2]["since"] as? String != nil)
    }
}
