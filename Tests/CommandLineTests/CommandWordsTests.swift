import Charts
import Testing
import Vitals

@testable import spotward

/// The words people type for oxygen, pressures, times and spans.
@Suite struct CommandWordsTests {
    @Test func oxygenIsALevelADeviceOrBothInEitherOrder() throws {
        let understood: [(String, OxygenSupport)] = [
            ("air", .air), ("AIR", .air), ("2 L/min NP", .device(.nasalProngs, .litresPerMinute(2))),
            ("NP 0.5 L/min", .device(.nasalProngs, .litresPerMinute(0.5))),
            ("2l/min np", .device(.nasalProngs, .litresPerMinute(2))),
            ("28 % FM", .device(.faceMask, .percent(28))), ("28% FM", .device(.faceMask, .percent(28))),
            ("28%", .level(.percent(28))), ("6 L", .level(.litresPerMinute(6))), ("HF", .device(.highFlow, nil)),
            ("BiP", .device(.biPAP, nil)),
        ]
        for (text, support) in understood { #expect(try CommandWords.oxygen(text) == support, "\(text)") }
        for text in ["", "2", "NP two", "NP FM", "28 % 2 L/min", "air NP", "nan % FM"] {
            #expect(throws: (any Error).self, "\(text)") { try CommandWords.oxygen(text) }
        }
    }

    @Test func aPressureIsANumberOrTheReasonForNone() throws {
        #expect(try CommandWords.pressure("95") == .measured(95))
        for code in SystolicNotDone.allCases {
            #expect(try CommandWords.pressure("\(code.code)".lowercased()) == .notDone(code))
        }
        for text in ["", "95/60", "U2", "nan"] { #expect(throws: (any Error).self) { try CommandWords.pressure(text) } }
    }

    @Test func aNumberIsFiniteAndDecimal() {
        #expect(CommandWords.number("36.6") == 36.6 && CommandWords.number("-1") == -1)
        for text in ["", "nan", "inf", "-inf", "0x10", "1e999", "3 6", "36,6"] {
            #expect(CommandWords.number(text) == nil, "\(text)")
        }
    }

    @Test func timesAreAgoOrAheadOrLondonTime() throws {
        let now = RequestTests.now
        #expect(try CommandWords.past("5m", before: now) == now.advanced(by: .seconds(-300)))
        #expect(try CommandWords.future("3d", after: now) == now.advanced(by: .seconds(3 * 86_400)))
        let summer = try CommandWords.past("2026-07-01T12:00", before: now)
        #expect(summer.description == "2026-07-01T11:00:00.000Z")
        #expect(try CommandWords.future("2026-07-01T12:00Z", after: now).description == "2026-07-01T12:00:00.000Z")
        for text in ["", "soon", "5x", "-5m"] {
            #expect(throws: (any Error).self) { try CommandWords.past(text, before: now) }
            #expect(throws: (any Error).self) { try CommandWords.future(text, after: now) }
        }
    }

    @Test func aCadenceIsWholeMinutesOrContinuous() throws {
        #expect(try CommandWords.cadenceMinutes("30m") == 30 && CommandWords.cadenceMinutes("4h") == 240)
        #expect(try CommandWords.cadenceMinutes("continuous") == 0)
        for text in ["0m", "30s", "90s", "4", "h"] {
            #expect(throws: (any Error).self) { try CommandWords.cadenceMinutes(text) }
        }
    }

    @Test func agesArePutIntoTwoUnits() {
        let now = RequestTests.now
        let ages: [(Int64, String)] = [
            (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_599, "59 min"), (3_600, "1 h"), (3_660, "1 h 1 min"),
            (86_399, "23 h 59 min"),
            (86_400, "1 d"),
        ]
        for (seconds, words) in ages { #expect(now.advanced(by: .seconds(-seconds)).age(now) == words) }
        #expect(now.advanced(by: .seconds(90)).ago(now) == "in 1 min")
        #expect(now.advanced(by: .seconds(-90)).ago(now) == "1 min ago")
    }
}
