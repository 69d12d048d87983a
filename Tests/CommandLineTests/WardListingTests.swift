import Alarms
import Testing
import Vitals

@testable import spotward

/// The triage list: who comes first, and what every row must say.
@Suite struct WardListingTests {
    @Test func concernComesFirstThenP1ThenP2ThenTheSilentThenTheRest() throws {
        let ward = try Night.ward()
        let rows = WardListing(ward: ward).rows
        #expect(rows.map(\.admissionID) == ["adm-a", "adm-b", "adm-c", "adm-d", "adm-e", "adm-f"])
        #expect(rows.map(\.triage) == [.concern, .critical, .high, .silent, .rest, .rest])
    }

    @Test func amongEqualsThoseNobodyHasComeFirstAndThenTheOldest() throws {
        var ward = try Night.ward()
        var taken = ChildOnWard("adm-1")
        taken.alarms = [Night.open(Night.desaturation(began: -500), "1", taken: Night.mensah)]
        var young = ChildOnWard("adm-2")
        young.alarms = [Night.open(Night.desaturation(began: -100), "2")]
        var old = ChildOnWard("adm-3")
        old.alarms = [Night.open(Night.desaturation(began: -300), "3")]
        ward.children = [taken, young, old]
        #expect(WardListing(ward: ward).rows.map(\.admissionID) == ["adm-3", "adm-2", "adm-1"])
    }

    @Test func whatIsHeldBackRanksNobody() throws {
        var child = ChildOnWard("adm-1")
        var held = Night.desaturation()
        held.suppressedBy = [.probeOff]
        child.alarms = [Night.open(held, "1")]
        #expect(child.triage == .rest && child.heldBack.count == 1)
        child.alarms.append(Night.open(Night.concern(), "2"))
        #expect(child.triage == .concern)
    }

    @Test func theListSaysHowOldTheNewestReadingIsAndHowMuchOfTodayWasSeen() throws {
        let text = WardListing(ward: try Night.ward()).text(.plain)
        #expect(text == Golden.ward, "\(text)")
    }

    @Test func aHubThatDoesNotRunIsSaidBeforeAnyChild() throws {
        var ward = try Night.ward()
        ward.notWatched = "no daemon listens at control.sock"
        let lines = WardListing(ward: ward).text(.plain).split(separator: "\n")
        #expect(lines[1] == "NOBODY IS BEING WATCHED: no daemon listens at control.sock.")
    }

    @Test func colourIsAddedAndNothingElse() throws {
        let listing = WardListing(ward: try Night.ward())
        let coloured = listing.text(TextStyle(isColoured: true))
        #expect(coloured.contains("\u{1B}[1;31m"))
        let codes = ["1", "1;31", "33", "2", "0"].map { "\u{1B}[\($0)m" }
        #expect(codes.reduce(coloured) { $0.replacing($1, with: "") } == listing.text(.plain))
    }

    @Test func theJSONOfARowHasNoTotalUnlessTheScoreIsComplete() throws {
        let ward = try Night.ward()
        let lines = WardListing(ward: ward).rows.map { JSONLine.text(WardLine($0, of: ward)) }
        #expect(lines[0].contains(#""triage":"concern""#) && lines[0].contains(#""partial_sum":5"#))
        #expect(!lines[0].contains(#""total""#) && lines[0].contains("at most 8 of 26"))
        #expect(lines[2].contains(#""total":10"#) && lines[2].contains(#""taken_by":"A.Mensah""#))
        #expect(lines[4].contains(#""suppressed_by":["planned-pause"]"#))
    }

    @Test func coverageIsRoundedDownSoThatAllMeansAll() {
        #expect(Coverage(validSeconds: 9_999, elapsedSeconds: 10_000).percent == 99)
        #expect(Coverage(validSeconds: 10_000, elapsedSeconds: 10_000).percent == 100)
        #expect(Coverage(validSeconds: 10_001, elapsedSeconds: 10_000).percent == 100)
        #expect(Coverage(validSeconds: 0, elapsedSeconds: 0).percent == nil)
    }

    @Test func aNameWithTerminalCodesPrintsNone() throws {
        var ward = try Night.ward()
        ward.children[5].label = "\u{1B}[2J\u{202E}K"
        #expect(!WardListing(ward: ward).text(.plain).contains("\u{1B}"))
    }
}
