import Documents
import Testing
import Vitals

/// A row as the list of vectors writes it: `spo2=98 hr=- t=2026-05-08T16:46:58`, in London's time.
func told(_ row: DocumentRow) -> String {
    guard case .readings(let readings) = row.content, let instant = readings.measuredAt else {
        if case .refused(let reason) = row.content { return "none(\(reason.name))" }
        return "none"
    }
    func value(_ sign: VitalSign) -> String {
        readings[sign].map { $0 == $0.rounded() ? "\(Int($0))" : "\($0)" } ?? "-"
    }
    var text = "spo2=\(value(.spO2)) hr=\(value(.heartRate))"
    if let rate = readings[.respiratoryRate] { text += " rr=\(rate)" }
    return text + " t=" + instant.londonDescription.prefix(19)
}

/// Every row of a maker's CSV as `told` writes it, or the defect.
func told(_ text: String, _ format: DocumentFormat, name: String = "") -> [String] {
    let found = rows(Array(text.utf8), format, name: name)
    return found.rows.map { told($0) } + (found.defect.map { ["\($0)"] } ?? [])
}

private let oneHeader = "Time,Oxygen Level,Pulse Rate,Motion,O2 Reminder,PR Reminder"
private let otherHeader = "Time,SpO2(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,"

/// A made file of each maker's form with its expected decoding, by the number it has in the project's list of vectors.
@Suite struct MakerCSVVectorTests {
    @Test(arguments: [
        (
            "cv-1", "\(oneHeader)\r\n22:20:56 Mar 06 2025,92,78,0,0,0\r\n22:21:00 Mar 06 2025,--,--,0,0,0\r\n",
            ["spo2=92 hr=78 t=2025-03-06T22:20:56", "none(no-vital-sign)"]
        ),
        (
            "cv-4 blank last line and LF line ends", "\(oneHeader)\n22:20:56 Mar 06 2025,92,78,0,0,0\n\n",
            ["spo2=92 hr=78 t=2025-03-06T22:20:56"]
        ),
        (
            "cv-5 reminder columns are not the value",
            "Time,O2 Reminder,Oxygen Level,PR Reminder,Pulse Rate\r\n22:20:56 Mar 06 2025,1,91,0,77\r\n",
            ["spo2=91 hr=77 t=2025-03-06T22:20:56"]
        ),
    ])
    func viatomApp(id: String, text: String, expected: [String]) {
        #expect(told(text, .csvViatomApp) == expected, "\(id)")
    }

    /// cv-2: both orders of 06/03 are days, so the file's name has to tell; without it nothing is guessed.
    @Test func viatomAppWithNumbersForMonths() {
        let text = "Time,Oxygen Level,Pulse Rate\r\n22:20:56 06/03/2025,96,71\r\n"
        #expect(
            told(text, .csvViatomApp, name: "FS20F-20250306222056.csv") == ["spo2=96 hr=71 t=2025-03-06T22:20:56"])
        #expect(rows(Array(text.utf8), .csvViatomApp).defect == .dateOrderUnknown)
        #expect(rows(Array(text.utf8), .csvViatomApp).rows.isEmpty)
    }

    @Test(arguments: [
        (
            "ci-1",
            "\(otherHeader)\r\n\"10:30:05PM Jan 2, 2024\",97,60,3,0,0,\r\n\"10:30:09PM Jan 2, 2024\",255,65535,0,0,0,\r\n",
            ["spo2=97 hr=60 t=2024-01-02T22:30:05", "none(no-vital-sign)"]
        ),
        (
            "ci-2 noon and midnight",
            "\(otherHeader)\r\n\"12:00:01AM Jan 2, 2024\",97,60,0,0,0,\r\n\"12:00:01PM Jan 2, 2024\",96,61,0,0,0,\r\n",
            ["spo2=97 hr=60 t=2024-01-02T00:00:01", "spo2=96 hr=61 t=2024-01-02T12:00:01"]
        ),
        (
            "ci-4 pulse missing only", "\(otherHeader)\r\n\"10:30:05PM Jan 2, 2024\",97,65535,3,0,0,\r\n",
            ["spo2=97 hr=- t=2024-01-02T22:30:05"]
        ),
        (
            "ci-5 the other name of the column",
            "Time,Oxygen Level(%),Pulse Rate(bpm),Motion,SpO2 Reminder,PR Reminder,\r\n\"10:30:05PM Jan 2, 2024\",95,63,0,0,0,\r\n",
            ["spo2=95 hr=63 t=2024-01-02T22:30:05"]
        ),
    ])
    func o2Insight(id: String, text: String, expected: [String]) {
        #expect(told(text, .csvO2Insight) == expected, "\(id)")
    }

    @Test(arguments: [
        (
            "ce-1", "5/8/2026,4:46:58 PM,98,52\r\n5/8/2026,4:46:59 PM,,\r\n5/8/2026,4:47:00 PM,97,\r\n",
            ["spo2=98 hr=52 t=2026-05-08T16:46:58", "none(no-vital-sign)", "spo2=97 hr=- t=2026-05-08T16:47:00"]
        ),
        (
            "ce-2 midnight", "5/8/2026,11:59:59 PM,98,52\r\n5/9/2026,12:00:00 AM,97,53\r\n",
            ["spo2=98 hr=52 t=2026-05-08T23:59:59", "spo2=97 hr=53 t=2026-05-09T00:00:00"]
        ),
        ("ce-4 header only", "", []),
        (
            "ce-5 fewer columns in a row", "5/8/2026,4:46:58 PM,98\r\n5/8/2026,4:46:59 PM,98,52\r\n",
            ["spo2=98 hr=- t=2026-05-08T16:46:58", "spo2=98 hr=52 t=2026-05-08T16:46:59"]
        ),
    ])
    func emay(id: String, text: String, expected: [String]) {
        #expect(told("Date,Time,SpO2(%),PR(bpm)\r\n" + text, .csvEMAY) == expected, "\(id)")
    }

    @Test(arguments: [
        (
            "cc-1", "DATE,TIME,SPO2,PULSE\r\n2021-05-15, 12:06:42, 95, 71\r\n2021-05-15, 12:06:43, 127, 255\r\n",
            ["spo2=95 hr=71 t=2021-05-15T12:06:42", "none(no-vital-sign)"]
        ),
        (
            "cc-2 byte order mark", "\u{FEFF}DATE,TIME,SPO2,PULSE\r\n2021-05-15, 12:06:42, 95, 71\r\n",
            ["spo2=95 hr=71 t=2021-05-15T12:06:42"]
        ),
        (
            "cc-4 rows above the header", "Device,CMS50\r\n\r\nDATE,TIME,SPO2,PULSE\r\n2021-05-15,12:06:42,95,71\r\n",
            ["spo2=95 hr=71 t=2021-05-15T12:06:42"]
        ),
        (
            "cc-5 SpO2 missing only", "DATE,TIME,SPO2,PULSE\r\n2021-05-15, 12:06:42, 127, 71\r\n",
            ["spo2=- hr=71 t=2021-05-15T12:06:42"]
        ),
    ])
    func contec(id: String, text: String, expected: [String]) {
        #expect(told(text, .csvContec) == expected, "\(id)")
    }
}
