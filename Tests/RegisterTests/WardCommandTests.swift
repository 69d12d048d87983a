import Alarms
import Charts
import Testing
import Vitals

@testable import Register

/// A command as a line of JSON: what is written is what is read, and what is not understood is refused by its key.
@Suite struct WardCommandTests {
    @Test func aConcernIsTheSameAfterBeingWrittenAndRead() throws {
        let command = WardCommand(
            .concern(child: "adm-7f3a", from: .parent, note: "breathing is hard work"),
            by: Person(name: "mother", role: .parent))
        let line =
            #"{"by":{"name":"mother","role":"parent"},"child":"adm-7f3a","command":"concern","from":"parent","#
            + #""note":"breathing is hard work"}"#
        #expect(command.line == line)
        #expect(try WardCommand(line: line) == command)
    }

    @Test func everyCommandIsTheSameAfterBeingWrittenAndRead() throws {
        let seed = UInt64.random(in: 0...(.max))
        var generator = Generator(seed: seed)
        var seen: Set<CommandKind> = []
        for _ in 0..<5000 {
            let command = generator.command()
            seen.insert(command.deed.kind)
            let line = command.line
            #expect(try WardCommand(line: line) == command, "seed \(seed): \(line)")
            #expect(!line.contains("\n"))
            if case .observe(_, let form) = command.deed { #expect(try ObservationForm(line: form.line) == form) }
        }
        #expect(seen.count == CommandKind.allCases.count)
    }

    @Test func anyDamageToALineGivesARefusalOrACommand() {
        let seed = UInt64.random(in: 0...(.max))
        var generator = Generator(seed: seed)
        var refusedCount = 0
        for _ in 0..<3000 {
            var bytes = Array(generator.command().line.utf8)
            let place = Int.random(in: bytes.indices, using: &generator)
            switch Int.random(in: 0...2, using: &generator) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.remove(at: place)
            default: bytes.removeSubrange(place...)
            }
            do {
                let command = try WardCommand(line: String(decoding: bytes, as: UTF8.self))
                #expect(try WardCommand(line: command.line) == command, "seed \(seed)")
            } catch { refusedCount += 1 }
        }
        #expect(refusedCount > 1000)
    }

    @Test func theNHSNumberIsInTheRequestAndNeverInTheLine() throws {
        var form = AdmissionForm(bornOn: try #require(CivilDate("2024-06-01")))
        form.nhsNumber = "999 000 0018"
        let command = WardCommand(.admit(form), by: Person(name: "N. Ward", role: .nurse))
        #expect(command.requestLine.contains("999 000 0018"))
        #expect(!command.line.contains("999"))
        #expect(try WardCommand(line: command.requestLine) == command)
    }

    @Test func wordsNotNumbersStandInALine() {
        var form = ObservationForm()
        form.consciousness = .voice
        form.respiratoryDistress = .mild
        form.hasAbnormalPupils = false
        form.oxygen = .device(.nasalProngs, .litresPerMinute(2))
        form.systolicBloodPressure = .notDone(.unsuccessfulWithConcern)
        form.intuition = .high
        #expect(
            form.line == #"{"consciousness":"V","intuition":"high","oxygen":{"device":"NP","litres_per_minute":2},"#
                + #""pupils":"normal","respiratory_distress":"mild","systolic_blood_pressure":"U4"}"#)
    }

    @Test(arguments: [
        (#"{"command":"end-pause","child":"a","by":{"name":"N","role":"nurse"},"reson":"x"}"#, "reson"),
        (#"{"command":"end-pause","child":"a","by":{"name":"N","role":"nurse","rank":1}}"#, "by.rank"),
        (#"{"command":"end-pause","child":"a","child":"b","by":{"name":"N","role":"nurse"}}"#, "child"),
        (#"{"command":"end-pause","by":{"name":"N","role":"nurse"}}"#, "child"),
        (#"{"command":"end-pause","child":7,"by":{"name":"N","role":"nurse"}}"#, "child"),
        (#"{"command":"explode","child":"a","by":{"name":"N","role":"nurse"}}"#, "command"),
        (#"{"child":"a","by":{"name":"N","role":"nurse"}}"#, "command"),
        (#"{"command":"end-pause","child":"a"}"#, "by"),
        (#"{"command":"end-pause","child":"a","by":{"name":"N","role":"witch"}}"#, "by.role"),
        (#"{"command":"end-pause","child":"a","by":{"name":" ","role":"nurse"}}"#, "by.name"),
        (#"{"command":"pause","child":"a","minutes":"5","reason":"x","by":{"name":"N","role":"nurse"}}"#, "minutes"),
        (#"{"command":"pause","child":"a","minutes":5.5,"reason":"x","by":{"name":"N","role":"nurse"}}"#, "minutes"),
        (#"{"command":"observe","child":"a","spo2":"97","by":{"name":"N","role":"nurse"}}"#, "spo2"),
        (#"{"command":"observe","child":"a","spo2":1e999,"by":{"name":"N","role":"nurse"}}"#, "spo2"),
        (#"{"command":"observe","child":"a","consciousness":"X","by":{"name":"N","role":"nurse"}}"#, "consciousness"),
        (#"{"command":"observe","child":"a","oxygen":{},"by":{"name":"N","role":"nurse"}}"#, "oxygen"),
        (
            #"{"command":"observe","child":"a","oxygen":{"percent":28,"litres_per_minute":2},"by":{"name":"N","role":"nurse"}}"#,
            "oxygen"
        ),
        (
            #"{"command":"observe","child":"a","measured_at":"2026-11-22T03:15:00","by":{"name":"N","role":"nurse"}}"#,
            "measured_at"
        ),
        (#"{"command":"bind","source":"oximeter","by":{"name":"N","role":"nurse"}}"#, "child"),
        (
            #"{"command":"bind","source":"oximeter","child":"a","nobody":true,"by":{"name":"N","role":"nurse"}}"#,
            "child"
        ),
        (#"{"command":"admit","born_on":"2024-02-30","by":{"name":"N","role":"nurse"}}"#, "born_on"),
        (
            #"{"command":"admit","born_on":"2024-02-03","limits":[{"side":"low","value":1,"reason":"x"}],"by":{"name":"N","role":"nurse"}}"#,
            "limits[1].vital_sign"
        ),
        ("[]", ""), ("", ""), ("{", ""), (#"{"command":"end-pause"} {}"#, ""), (#"{"command":01}"#, ""),
    ])
    func aLineThatIsNotUnderstoodIsRefusedByItsKey(line: String, key: String) {
        #expect { try WardCommand(line: line) } throws: { ($0 as? CommandRefusal)?.key == key }
    }

    @Test func aTimeIsReadWithAnyZoneAndWrittenInOne() throws {
        let line =
            #"{"command":"observe","child":"a","measured_at":"2026-07-01T03:15:00+01:00","by":{"name":"N","role":"nurse"}}"#
        #expect(try WardCommand(line: line).line.contains(#""measured_at":"2026-07-01T02:15:00.000Z""#))
    }

    @Test(arguments: [
        "", #","by":null"#, #","by":{}"#, #","by":{"name":"name not given"}"#, #","by":{"role":"parent"}"#,
    ])
    func whoeverIsWorriedNeedNotSayWhoTheyAre(by: String) throws {
        let command = try WardCommand(line: #"{"child":"wren-1","command":"concern""# + by + "}")
        #expect(command.by == Person(name: "name not given", role: .parent))
        #expect(command.deed == .concern(child: "wren-1", from: .parent, note: nil))
        #expect(throws: CommandRefusal.self) {
            try WardCommand(line: #"{"child":"wren-1","command":"end-pause""# + by + "}")
        }
    }

    @Test func nothingInAWorryIsRefusedForItsLooks() throws {
        let note = String(repeating: "help\n", count: 200)
        let line = JSON.fields([
            "command": .string("concern"), "child": .null, "note": .string(note),
            "by": .fields(["name": .string("\u{7}"), "role": .string("young-person")]),
        ]).line
        let command = try WardCommand(line: line)
        guard case .concern(let child, let source, let kept?) = command.deed else {
            Issue.record("\(command)")
            return
        }
        #expect(child.isEmpty && source == .youngPerson && command.by.name == "name not given")
        #expect(kept.hasPrefix("help help ") && kept.hasSuffix("…") && kept.unicodeScalars.count == Limits.noteCount)
        #expect(try WardCommand(line: command.line) == command)
    }

    @Test func aLineIsAsLongAsItsLimitAndNoLonger() throws {
        let short = WardCommand(.endPause(child: "a"), by: Person(name: "N", role: .nurse)).line
        let padding = Limits.lineByteCount - short.utf8.count
        #expect(throws: Never.self) { try WardCommand(line: short + String(repeating: " ", count: padding)) }
        #expect { try WardCommand(line: short + String(repeating: " ", count: padding + 1)) } throws: {
            ($0 as? CommandRefusal)?.reason.contains("longer") == true
        }
    }

    @Test func textsAreAsLongAsTheirLimitsAndNoLonger() throws {
        func pause(_ reason: String) -> WardCommand {
            WardCommand(.pause(child: "a", minutes: 5, reason: reason), by: Person(name: "N", role: .nurse))
        }
        let longest = String(repeating: "é", count: Limits.reasonCount)
        #expect(throws: Never.self) { try WardCommand(line: pause(longest).line) }
        for reason in [longest + "é", "", " ", "a\u{202E}b", "a\nb"] {
            #expect { try WardCommand(line: pause(reason).line) } throws: { ($0 as? CommandRefusal)?.key == "reason" }
        }
    }

    @Test func nestingAndWidthEndAtTheirLimits() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try JSONReader.value(of: nested(Limits.depth)) }
        #expect(throws: CommandRefusal.self) { try JSONReader.value(of: nested(Limits.depth + 1)) }
        func wide(_ count: Int) -> String { "[" + Array(repeating: "1", count: count).joined(separator: ",") + "]" }
        #expect(throws: Never.self) { try JSONReader.value(of: wide(Limits.memberCount)) }
        #expect(throws: CommandRefusal.self) { try JSONReader.value(of: wide(Limits.memberCount + 1)) }
    }

    @Test func anAnswerIsTheSameAfterBeingWrittenAndRead() throws {
        var answer = ControlAnswer(isDone: false, message: "Nothing \"was\" done.", refusals: ["child: is missing."])
        #expect(try ControlAnswer(line: answer.line) == answer)
        answer.number = .max
        answer.admissionID = "adm-7f3a"
        answer.episodeID = "e1"
        answer.refusals = []
        #expect(try ControlAnswer(line: answer.line) == answer)
    }
}
