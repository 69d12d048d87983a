import Testing
import Vitals

@testable import Documents

/// Dates and times of makers' CSV, and how their order is found out.
@Suite struct MakerTimeTests {
    private func ring(_ times: [String], name: String = "") -> [String] {
        let lines = times.map { "\"\($0)\",97,80\n" }.joined()
        return told("Time,Oxygen Level,Pulse Rate\n" + lines, .csvViatomApp, name: name).map {
            $0.replacing("spo2=97 hr=80 t=", with: "")
        }
    }

    private func defect(_ times: [String], name: String = "") -> DocumentDefect? {
        let text = "Time,Oxygen Level,Pulse Rate\n" + times.map { "\"\($0)\",97,80\n" }.joined()
        return rows(Array(text.utf8), .csvViatomApp, name: name).defect
    }

    @Test(arguments: [
        ("22:20:56 Mar 06 2025", "2025-03-06T22:20:56"), ("22:20:56 March 6, 2025", "2025-03-06T22:20:56"),
        ("22:20:56 06 Mar 2025", "2025-03-06T22:20:56"), ("2025 Mar 06 22:20:56", "2025-03-06T22:20:56"),
        ("2025-03-06 22:20:56", "2025-03-06T22:20:56"), ("2025-03-06T22:20:56", "2025-03-06T22:20:56"),
        ("2025/03/06 22:20:56.750", "2025-03-06T22:20:56"), ("6-Mar-2025 22:20:56", "2025-03-06T22:20:56"),
        ("10:20:56PM Mar 6, 2025", "2025-03-06T22:20:56"), ("10:20:56\u{202F}pm Mar 6, 2025", "2025-03-06T22:20:56"),
        ("10:20:56\u{A0}PM Mar 6, 2025", "2025-03-06T22:20:56"), ("Mar 6, 2025, 10:20:56 PM", "2025-03-06T22:20:56"),
        ("12:00:00 AM Mar 6, 2025", "2025-03-06T00:00:00"), ("11:59:59 PM Mar 6, 2025", "2025-03-06T23:59:59"),
        ("22:20:56 6. März 2025", "2025-03-06T22:20:56"), ("22:20:56 06 août 2025", "2025-08-06T22:20:56"),
        ("22:20:56 06 févr. 2025", "2025-02-06T22:20:56"), ("22:20:56 MAI 06 2025", "2025-05-06T22:20:56"),
        ("22:20:56 06 ott 2025", "2025-10-06T22:20:56"), ("22:20:56 06 mrt 2025", "2025-03-06T22:20:56"),
        ("00:00:00 29 Feb 2024", "2024-02-29T00:00:00"),
    ])
    func aTimeThatCanMeanOneThingIsRead(text: String, expected: String) { #expect(ring([text]) == [expected]) }

    @Test(arguments: [
        "22:20:56", "Mar 06 2025", "22:20 Mar 06 2025", "22:20:56 Mar 06 25", "22:20:56 06/13/25",
        "24:00:00 Mar 06 2025",
        "22:60:00 Mar 06 2025", "22:20:60 Mar 06 2025", "13:00:00 PM Mar 06 2025", "0:30:00 AM Mar 06 2025",
        "22:20:56 Mar 32 2025", "22:20:56 Feb 29 2025", "22:20:56 Mrz 06 2025 x", "22:20:56 lis 06 2025",
        "22:20:56 Mar 06 20255", "22:20:56 13/13/2025", "22:20:56 13/03-2025", "22:20:56 13 03 2025",
        "22:20:56 Mar Mar 2025", "22:20:56 Z 2025-03-06", "22:20:56 2025-03-06 22:20:56", "22:20:56Mar 06 2025",
        "-22:20:56 Mar 06 2025", "122:20:56 Mar 06 2025", "22:2:56 Mar 06 2025", "22:20:5 Mar 06 2025",
        "22:20:56 00/00/2025", "::", ":", "22:20:56 99999999999999999999/1/2025",
    ])
    func whatIsNoTimeOrCouldBeTwoIsRefused(text: String) { #expect(ring([text]) == ["none(not-a-timestamp)"]) }

    @Test func everyNameOfAMonthMeansOneMonth() {
        let all = MonthName.names.flatMap(\.self)
        #expect(MonthName.names.count == 12 && Set(all).count == all.count)
        for (index, names) in MonthName.names.enumerated() {
            for name in names {
                let bytes = Array(name.utf8)
                #expect(MonthName.month(bytes.span) == index + 1)
            }
        }
    }

    @Test func aDayPastTheTwelfthSettlesTheRowsAboveItToo() {
        let dayFirst = ["22:00:00 06/03/2025", "22:00:00 13/03/2025"]
        #expect(ring(dayFirst) == ["2025-03-06T22:00:00", "2025-03-13T22:00:00"])
        #expect(
            ring(["22:00:00 03/06/2025", "22:00:00 03/13/2025"]) == ["2025-03-06T22:00:00", "2025-03-13T22:00:00"])
        #expect(
            ring(["22:00:00 06.03.2025", "22:00:00 13.03.2025"]) == ["2025-03-06T22:00:00", "2025-03-13T22:00:00"])
        #expect(
            ring(["22:00:00 06/03/2025", "22:00:00 12/03/2025"]).last?.contains("day first or month first") == true)
    }

    @Test func datesThatContradictEachOtherRefuseTheDocument() {
        #expect(defect(["22:00:00 13/03/2025", "22:00:00 03/13/2025"]) == .dateOrderContradicts)
        #expect(defect(["22:00:00 06/03/2025", "22:00:00 13/03/2025", "22:00:00 03/13/2025"]) == .dateOrderContradicts)
    }

    @Test func aDateThatIsTheSameEitherWayNeedsNoOrder() {
        #expect(
            ring(["22:00:00 05/05/2025", "22:00:01 05/05/2025"]) == ["2025-05-05T22:00:00", "2025-05-05T22:00:01"])
    }

    @Test(arguments: [
        (["23:59:58 06/03/2025", "00:00:02 07/03/2025"], ["2025-03-06T23:59:58", "2025-03-07T00:00:02"]),
        (["23:59:58 03/06/2025", "00:00:02 03/07/2025"], ["2025-03-06T23:59:58", "2025-03-07T00:00:02"]),
        (["23:59:58 05/05/2025", "00:00:02 06/05/2025"], ["2025-05-05T23:59:58", "2025-05-06T00:00:02"]),
        // The newest first.
        (["00:00:02 07/03/2025", "23:59:58 06/03/2025"], ["2025-03-07T00:00:02", "2025-03-06T23:59:58"]),
    ])
    func midnightSettlesTheOrder(times: [String], expected: [String]) { #expect(ring(times) == expected) }

    @Test func aFileThatOnlyGoesForwardSettlesTheOrder() {
        // 12 January and 1 February; month first the second would be eleven months before the first.
        let times = ["22:00:00 12/01/2025", "22:00:04 12/01/2025", "21:00:00 01/02/2025"]
        #expect(ring(times) == ["2025-01-12T22:00:00", "2025-01-12T22:00:04", "2025-02-01T21:00:00"])
        let backAgain = ["22:00:00 12/01/2025", "22:00:04 12/01/2025", "22:00:00 12/01/2025", "21:00:00 01/02/2025"]
        #expect(defect(backAgain) == .dateOrderUnknown)
        #expect(defect(["22:00:00 12/01/2025", "21:00:00 01/02/2025"]) == .dateOrderUnknown)
    }

    @Test(arguments: [
        ("O2Ring-20250306220000.csv", "2025-03-06T22:00:00"), ("O2Ring-20250603220000.csv", "2025-06-03T22:00:00"),
        // A night that began the evening before, and one that ended after midnight.
        ("O2Ring-20250305235900.csv", "2025-03-06T22:00:00"), ("O2Ring-20250307060000.csv", "2025-03-06T22:00:00"),
    ])
    func theFilesNameSettlesTheOrder(name: String, expected: String) {
        #expect(ring(["22:00:00 06/03/2025"], name: name) == [expected])
    }

    @Test func aNameThatIsNearNeitherDateOrBothTellsNothing() {
        for name in ["O2Ring-20250308220000.csv", "O2Ring-20260306220000.csv", "night.csv"] {
            #expect(defect(["22:00:00 06/03/2025"], name: name) == .dateOrderUnknown)
        }
        #expect(defect(["22:00:00 02/01/2025"], name: "20250102120000") == nil)
        #expect(defect(["22:00:00 02/03/2025"], name: "20250214120000") == .dateOrderUnknown)
    }

    @Test func rowsAreHeldForTheOrderToTheLimitAndNoFurther() {
        let ambiguous = "Time,Oxygen Level,Pulse Rate\n"
        let row = Array("22:00:00 06/03/2025,97,80\n".utf8)
        let settling = Array("22:00:00 13/03/2025,97,80\n".utf8)
        for (count, isSettled) in [(Limits.heldRowCount, true), (Limits.heldRowCount + 1, false)] {
            var bytes = Array(ambiguous.utf8)
            for _ in 0..<count { bytes += row }
            let found = rows(bytes + settling, .csvViatomApp)
            #expect(found.defect == (isSettled ? nil : .dateOrderUnknown))
            #expect(found.rows.count == (isSettled ? count + 1 : 0))
            #expect(found.rows.map(\.number) == Array(1...UInt64(count + 1)).prefix(found.rows.count).map(\.self))
        }
    }

    @Test func emayIsMonthFirstUnlessItsNameSaysOtherwise() {
        let text = "Date,Time,SpO2(%),PR(bpm)\n5/8/2026,4:46:58 PM,98,52\n"
        #expect(told(text, .csvEMAY) == ["spo2=98 hr=52 t=2026-05-08T16:46:58"])
        #expect(told(text, .csvEMAY, name: "EMAY SpO2-20260805-164658.csv") == ["spo2=98 hr=52 t=2026-08-05T16:46:58"])
        // A telephone that writes the day first is found out as soon as it can be, and nothing is used.
        #expect(rows(Array((text + "13/8/2026,4:46:58 PM,98,52\n").utf8), .csvEMAY).defect == .dateOrderContradicts)
        #expect(
            told("Date,Time,SpO2(%),PR(bpm)\n13/8/2026,4:46:58 PM,98,52\n", .csvEMAY).first?.hasSuffix(
                "2026-08-13T16:46:58") == true)
    }

    @Test func aClockThatChangesItsWayOfWritingIsRefusedWhereItDoes() {
        let times = ["10:00:00 PM Mar 6 2025", "10:00:01 Mar 6 2025", "10:00:02 PM Mar 6 2025"]
        #expect(ring(times) == ["2025-03-06T22:00:00", "none(not-a-timestamp)", "2025-03-06T22:00:02"])
    }

    @Test func theDoubledHourOfOctoberIsPassedTwice() {
        // Clocks went back on 25 October 2026 at 02:00 summer time.
        func instants(_ times: [String]) -> [String] {
            let text = "DATE,TIME,SPO2,PULSE\n" + times.map { "2026-10-25,\($0),97,80\n" }.joined()
            return rows(text, .csvContec).rows.compactMap { row in
                guard case .readings(let readings) = row.content else { return nil }
                return readings.measuredAt.map { String("\($0)".dropFirst(11).prefix(8)) }
            }
        }
        #expect(
            instants(["00:59:59", "01:00:00", "01:59:59", "01:00:00", "01:30:00", "01:59:59", "02:00:00"])
                == ["23:59:59", "00:00:00", "00:59:59", "01:00:00", "01:30:00", "01:59:59", "02:00:00"])
        // About an hour back: 30 to 90 minutes. Less is a device that corrects itself.
        #expect(instants(["01:50:00", "01:20:00"]) == ["00:50:00", "01:20:00"])
        #expect(instants(["01:50:00", "01:20:01"]) == ["00:50:00", "00:20:01"])
        #expect(instants(["02:29:59", "01:00:00"]) == ["02:29:59", "01:00:00"])
        #expect(instants(["02:30:01", "01:00:00"]) == ["02:30:01", "00:00:00"])
        // On any other day going back is going back.
        let may = rows("DATE,TIME,SPO2,PULSE\n2026-05-25,01:59:59,97,80\n2026-05-25,01:00:00,97,80\n", .csvContec)
        #expect(may.rows.map { told($0) }.last == "spo2=97 hr=80 t=2026-05-25T01:00:00")
    }

    @Test func bidmcCountsFromTheMomentInItsName() {
        let text =
            "Time [s], HR, PULSE, RESP, SpO2\n0,72,71,18,97\n1.5,nan,NaN,nan,96\n2,72,nan,nan,nan\n3,nan,nan,nan,nan\n"
        let name = "bidmc_01_Numerics-20260912-233000.csv"
        #expect(
            told(text, .csvBIDMC, name: name) == [
                "spo2=97 hr=71 rr=18.0 t=2026-09-12T23:30:00", "spo2=96 hr=- t=2026-09-12T23:30:01",
                "none(no-vital-sign)", "none(no-vital-sign)",
            ])
        #expect(rows(Array(text.utf8), .csvBIDMC, name: "bidmc_01_Numerics.csv").defect == .startUnknown)
        let alone = "Time [s],HR,RESP,SpO2\n0,72,18,97\n"
        #expect(told(alone, .csvBIDMC, name: name) == ["spo2=97 hr=72 rr=18.0 t=2026-09-12T23:30:00"])
    }

    @Test func secondsSinceTheStartAreTakenToTheLimitAndAcrossAClockChange() {
        func times(_ seconds: String) -> [String] {
            told("Time [s],PULSE,SpO2\n\(seconds),80,97\n", .csvBIDMC, name: "x-20261025-003000.csv")
        }
        #expect(times("3600") == ["spo2=97 hr=80 t=2026-10-25T01:30:00"])
        #expect(times("7200") == ["spo2=97 hr=80 t=2026-10-25T01:30:00"])
        #expect(times("10800") == ["spo2=97 hr=80 t=2026-10-25T02:30:00"])
        #expect(times("\(Int(Limits.elapsedSeconds))") == ["spo2=97 hr=80 t=2026-11-24T23:30:00"])
        for seconds in ["\(Int(Limits.elapsedSeconds) + 1)", "-1", "x", "1e3"] {
            #expect(times(seconds) == ["none(not-a-timestamp)"])
        }
        #expect(times("") == ["none(timestamp-missing)"])
    }
}
