import Alarms
import ArgumentParser
import Charts
import Journal
import Register
import Vitals

/// The words of the command line for what a person enters, and what is said when a word is none of them.
///
/// A slip at three in the morning gets a sentence with the words that would have been understood.
enum CommandWords {
    static func sign(_ text: String) throws -> VitalSign {
        try choose(text, "a vital sign", VitalSign.allCases) { "\($0.shortName)" }
    }

    static func side(_ text: String) throws -> Side { try choose(text, "a side", [.low, .high]) { "\($0.name)" } }

    static func distress(_ text: String) throws -> RespiratoryDistress {
        try choose(text, "--distress", RespiratoryDistress.allCases) { "\($0.name)" }
    }

    static func consciousness(_ text: String) throws -> Consciousness {
        try choose(text, "--avpu", Consciousness.allCases) { "\($0.code)" }
    }

    static func sepsis(_ text: String) throws -> SepsisSuspicion {
        try choose(text, "--sepsis", SepsisSuspicion.allCases) { "\($0.name)" }
    }

    /// `none`, `low`, `medium`, `high` or `emergency`.
    static func level(_ text: String) throws -> EscalationLevel {
        try choose(text, "a level", EscalationLevel.allCases) { "\($0.name)".lowercased() }
    }

    static func carer(_ text: String) throws -> CarerAnswer {
        do {
            return try choose(text, "the answer", CarerAnswer.allCases) { "\($0.code)" }
        } catch {
            throw ValidationError(
                "The answer is W (worse), S (the same), B (better), A (asleep) or U (nobody to ask), not \"\(text)\".")
        }
    }

    static func concernSource(_ text: String) throws -> ConcernSource {
        try choose(text, "--from", [.parent, .youngPerson, .staff]) { "\($0.name)" }
    }

    static func role(_ text: String) throws -> Person.Role {
        try choose(text, "--role", Person.Role.allCases, \.rawValue)
    }

    static func setting(_ text: String) throws -> Admission.Setting {
        try choose(text, "--setting", Admission.Setting.allCases, \.rawValue)
    }

    static func template(_ text: String) throws -> Template {
        try choose(text, "--template", Template.allCases, \.rawValue)
    }

    static func chart(_ text: String) throws -> AgeBand {
        try choose(text, "--chart", AgeBand.allCases) { "\($0.name)" }
    }

    /// `normal` or `abnormal`.
    static func pupils(_ text: String) throws -> Bool {
        switch text.lowercased() {
        case "normal": false
        case "abnormal": true
        default: throw ValidationError("--pupils wants normal or abnormal, not \"\(text)\".")
        }
    }

    /// mmHg, or why there is none.
    static func pressure(_ text: String) throws -> SystolicBloodPressure {
        if let code = SystolicNotDone.allCases.first(where: { "\($0.code)" == text.uppercased() }) {
            return .notDone(code)
        }
        if let value = number(text) { return .measured(value) }
        throw ValidationError(
            """
            --sbp wants a pressure in mmHg, or why there is none: NCO (not attempted, no concern), U0 (unsuccessful, no \
            concern), U4 (unsuccessful, concern), OTHER0 or OTHER4 (another reason, scored 0 or 4). Not "\(text)".
            """)
    }

    /// `air`, `2 L/min NP`, `28 % FM`, `2 L/min`, `HF`: a level, a device, or both in either order.
    static func oxygen(_ text: String) throws -> OxygenSupport {
        var words = text.lowercased().split { $0 == " " || $0 == "," }.map(String.init)
        if words == ["air"] { return .air }
        var device: SupportDevice?
        if let place = words.firstIndex(where: { word in SupportDevice.named(word) != nil }) {
            device = SupportDevice.named(words.remove(at: place))
        }
        let level = level(ofOxygen: words.joined())
        switch (device, level, words.isEmpty) {
        case (let device?, nil, true): return .device(device, nil)
        case (let device?, let level?, _): return .device(device, level)
        case (nil, let level?, _): return .level(level)
        default:
            throw ValidationError(
                """
                --oxygen wants air, or a level and how it reaches the child: "2 L/min NP", "28 % FM". Devices: \
                \(SupportDevice.allCases.map { "\($0.code)" }.joined(separator: ", ")). Not "\(text)".
                """)
        }
    }

    /// `2l/min`, `2l`, `28%`.
    private static func level(ofOxygen text: String) -> OxygenLevel? {
        if text.hasSuffix("%") { return number(String(text.dropLast())).map(OxygenLevel.percent) }
        for unit in ["l/min", "lpm", "l"] where text.hasSuffix(unit) {
            return number(String(text.dropLast(unit.count))).map(OxygenLevel.litresPerMinute)
        }
        return nil
    }

    static func date(_ text: String) throws -> CivilDate {
        guard let date = CivilDate(text) else {
            throw ValidationError("A date is written as 2024-06-01, not \"\(text)\".")
        }
        return date
    }

    /// `4h` or `30m`, as minutes; `continuous` is 0: devices stream.
    static func cadenceMinutes(_ text: String) throws -> Int {
        if text.lowercased() == "continuous" { return 0 }
        if let span = span(text), span >= 60, span % 60 == 0 { return Int(span / 60) }
        throw ValidationError("--cadence wants 30m, 4h, 1d or continuous, not \"\(text)\".")
    }

    /// A timestamp (London time unless it names a zone), or `5m` before now.
    static func past(_ text: String, before now: WallInstant) throws -> WallInstant {
        if let instant = JournalWindow.instant(text, before: now) { return instant }
        throw ValidationError(
            "A time is written as 2026-11-21T22:00 (London time), or 5m, 2h or 1d ago. Not \"\(text)\".")
    }

    /// A timestamp (London time unless it names a zone), or `2h` from now.
    static func future(_ text: String, after now: WallInstant) throws -> WallInstant {
        if let stamp = Timestamp(text) { return stamp.instant }
        if let span = span(text) { return now.advanced(by: .seconds(span)) }
        throw ValidationError(
            "--until wants a time such as 2026-11-22T08:00 (London time), or 2h or 3d from now. Not \"\(text)\".")
    }

    /// `spo2=93`
    static func usual(_ text: String, author: String) throws -> UsualValue {
        let parts = text.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let value = number(parts[1]) else {
            throw ValidationError("--usual wants a vital sign and its value, such as spo2=93, not \"\(text)\".")
        }
        return UsualValue(sign: try sign(parts[0]), value: value, author: author)
    }

    /// A number where one must stand.
    static func amount(_ text: String) throws -> Double {
        if let value = number(text) { return value }
        throw ValidationError("A number is written as 97 or 36.6, not \"\(text)\".")
    }

    /// A finite decimal number: no word such as `nan` or `inf` is one.
    static func number(_ text: String) -> Double? {
        guard let first = text.first, first.isNumber || first == "-" || first == ".", let value = Double(text),
            value.isFinite, !text.lowercased().contains("x")
        else { return nil }
        return value
    }

    /// Seconds of `90s`, `15m`, `2h` or `3d`, at most a year.
    private static func span(_ text: String) -> Int64? {
        let seconds: [Character: Int64] = ["s": 1, "m": 60, "h": 3_600, "d": 86_400]
        guard let unit = text.last.flatMap({ seconds[$0] }), let count = Int64(text.dropLast()),
            (1...(366 * 86_400 / unit)).contains(count)
        else { return nil }
        return count * unit
    }

    private static func choose<Value>(
        _ text: String, _ what: String, _ values: [Value], _ word: (Value) -> String
    ) throws -> Value {
        if let value = values.first(where: { word($0).lowercased() == text.lowercased() }) { return value }
        let words = values.map(word)
        throw ValidationError(
            "\(what) wants \(words.dropLast().joined(separator: ", ")) or \(words.last ?? ""), not \"\(text)\".")
    }
}

extension SupportDevice {
    /// By the letters of the charts, in either case.
    fileprivate static func named(_ word: String) -> SupportDevice? {
        allCases.first { "\($0.code)".lowercased() == word.lowercased() }
    }
}
