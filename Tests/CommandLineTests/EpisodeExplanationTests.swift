import Alarms
import Charts
import Testing
import Vitals

@testable import spotward

/// `spotward why`: a nurse can take the decision once more by hand.
@Suite struct EpisodeExplanationTests {
    /// SpO2 falls from 95 to 88 over a minute: two seconds without a value, two of 94 within the window.
    private func story() throws -> EpisodeStory {
        let message = StoredMessage(
            line: """
                {"data":{"condition":{"rule_id":"spot.spo2.low","rule_text":"SpO2 at or below 91 % (sub-score 4 on the 1–4 \
                years chart) for 30 s of valid data","threshold":91,"dwell_s":30,"validity_min":0.8,"margin":1,"hold_s":60},\
                "provenance":{"rules_hash":"built-in","rules_ratified":false},"score":{"table_hash":"82ec6cfdbac0ffee"}}}
                """)
        let fired = EpisodeStory.Step(
            transition: Night.desaturation(), message: message, command: nil,
            deliveries: [
                EpisodeStory.Delivery(endpoint: "team", attemptCount: 1, acceptedAt: Night.at(31)),
                EpisodeStory.Delivery(endpoint: "second", attemptCount: 3, acceptedAt: nil),
            ])
        var taken = Night.desaturation(.acknowledged, at: 60)
        taken.state = .acknowledged
        taken.acknowledgedUntil = Night.tick(1_860)
        taken.nextStepAt = nil
        let ack = EpisodeStory.Step(
            transition: taken, message: message,
            command: EpisodeStory.Said(by: "A.Mensah", role: "nurse", words: "calling the family"))
        var story = EpisodeStory(
            episodeID: String(repeating: "4", count: 32), admissionID: "adm-c", sourceName: nil, steps: [fired, ack],
            readings: [], chart: try Night.edition())
        for second in Int64(-10)...30 where second != 7 {
            var set = ReadingSet()
            set[.spO2] = second < 0 ? 95 : second == 5 || second == 6 ? 94 : second < 20 ? 89 : 88
            story.readings.append(
                EpisodeStory.Sample(at: Night.at(second), readings: set, disposition: "accepted"))
        }
        story.heldBack = [
            EpisodeStory.HeldBack(
                at: Night.at(40), condition: .chartHeartRateHigh, by: [.probeOff], shortID: "77777777")
        ]
        return story
    }

    @Test func thePageHoldsAllThatTheDecisionNeeds() throws {
        let text = EpisodeExplanation(story: try story(), now: Night.at(600)).text(.plain)
        #expect(text == Golden.why, "\(text)")
    }

    @Test func theWindowsNeedIsCountedAsTheEvaluatorCountsIt() {
        #expect(EpisodeExplanation.needed(0.8, of: 30) == 24)
        #expect(EpisodeExplanation.needed(0.8, of: 29) == 24)
        #expect(EpisodeExplanation.needed(0.8, of: 25) == 20)
        #expect(EpisodeExplanation.needed(0.8, of: 0) == 0)
        #expect(EpisodeExplanation.needed(1, of: 30) == 30)
    }

    @Test func aValueIsComparedAsTheEvaluatorComparesIt() throws {
        let chart = try Night.edition().chart
        let spO2 = try #require(BreachLine(Night.desaturation(), chart: chart))
        #expect(spO2.words == "at or below 91 %")
        // Between two printed bands the higher score counts.
        for (value, isBreach) in [(91.0, true), (91.005, true), (91.01, false), (92, false)] {
            #expect(spO2.isBreached(by: value) == isBreach, "\(value)")
            #expect((chart.subScore(of: .spO2, value: value, in: .preschool) == .four) == isBreach)
        }
        var limit = Night.desaturation()
        limit.condition = .limitSpO2Low
        limit.threshold = 85
        let own = try #require(BreachLine(limit, chart: chart))
        #expect(own.isBreached(by: 85) && !own.isBreached(by: 85.1) && own.words == "at or below 85 %")
        limit.condition = .limitHeartRateHigh
        limit.threshold = 190
        let high = try #require(BreachLine(limit, chart: chart))
        #expect(high.isBreached(by: 190) && !high.isBreached(by: 189.9))
        #expect(BreachLine(Night.concern(), chart: chart) == nil)
    }

    @Test func neighboursThatSayTheSameStandInOneRow() throws {
        let story = try story()
        let strip = SamplePlot(samples: story.readings, sign: .spO2, line: story.line(Night.desaturation()))
        let rows = strip.table(all: true, .plain).dropFirst()
        #expect(rows.count == 5)
        let counts = rows.compactMap { Int($0.split(separator: " ")[2]) }
        #expect(counts.reduce(0, +) == story.readings.count)
    }

    @Test func moreRowsThanAScreenHoldsAreCountedAndPrintedOnRequest() {
        let samples = (0..<100).map { second in
            var set = ReadingSet()
            set[.spO2] = second % 2 == 0 ? 95 : 96
            return EpisodeStory.Sample(at: Night.at(Int64(second)), readings: set, disposition: "accepted")
        }
        let strip = SamplePlot(samples: samples, sign: .spO2, line: nil)
        let short = strip.table(all: false, .plain)
        #expect(short.count == SamplePlot.rowCount + 2)
        #expect(short[0] == "  (40 earlier rows are left out; --all prints them)")
        #expect(strip.table(all: true, .plain).count == 101)
    }

    @Test func theLineOfBlocksShowsTheWorstOfEachSliceAndTheGaps() throws {
        let story = try story()
        let line = story.line(Night.desaturation())
        let strip = SamplePlot(samples: story.readings, sign: .spO2, line: line).sparkline()
        #expect(strip.count == 3)
        let columns = Array(strip[0].dropFirst(2))
        #expect(columns.count == 41 && columns[17] == "·" && columns[0] == "█" && columns[40] == "▁")
        let marks = Array(strip[1].dropFirst(2))
        #expect(marks[9] == " " && marks[10] == "^" && marks[15] == " " && marks[40] == "^")
        // One value is no line.
        #expect(SamplePlot(samples: Array(story.readings.prefix(1)), sign: .spO2, line: line).sparkline().isEmpty)
        #expect(SamplePlot(samples: story.readings, sign: nil, line: nil).sparkline().isEmpty)
    }

    @Test func aReadingThatWasNotJudgedIsShownAndSaysSo() {
        var set = ReadingSet()
        set[.spO2] = 85
        let late = EpisodeStory.Sample(at: Night.at(0), readings: set, disposition: "retrospective")
        let rows = SamplePlot(samples: [late], sign: .spO2, line: nil).table(all: false, .plain)
        #expect(rows[1].contains("85 %") && rows[1].contains("not judged: retrospective"))
    }

    @Test func aMessageOfAnotherVersionIsShownForWhatItHolds() {
        for line in ["", "{}", "[]", #"{"data":{}}"#, #"{"data":{"condition":{"dwell_s":"long"}}}"#] {
            #expect(StoredMessage(line: line).data.condition?.ruleText == nil)
        }
    }
}
