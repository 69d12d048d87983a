import Vitals

// The header as lines: one key a line, in this order, closed by `begin`.
//
//     spotward-recording 1
//     about Name: one line for people            (any number)
//     protocol contec-v7                         (bare device captures)
//     build, boot, run TEXT · segment N · clock-speed X
//     started SECONDS · started-wall SECONDS [the same for people]
//     configuration, rules, chart HASH
//     source INDEX KIND FORMAT ADMISSION|- NAME  (any number)
//     begin

extension RecordingHeader {
    func render(to output: inout [UInt8]) {
        output.append(word: "spotward-recording \(Self.version)\n")
        for line in about {
            output.append(word: "about")
            output.append(token: line.key)
            output.append(word: ":")
            output.append(text: line.value)
            output.append(.newline)
        }
        render("protocol", deviceProtocol, to: &output)
        render("build", hubBuild, to: &output)
        render("boot", bootID, to: &output)
        render("run", runID, to: &output)
        if let segment { output.append(word: "segment \(segment)\n") }
        if let clockSpeed { output.append(word: "clock-speed \(clockSpeed)\n") }
        output.append(word: "started ")
        output.append(seconds: startedAt.microseconds)
        output.append(.newline)
        if let startedAtWall {
            output.append(word: "started-wall ")
            output.append(seconds: startedAtWall.microseconds)
            if startedAtWall.hasCivilYear { output.append(word: " \(startedAtWall)") }
            output.append(.newline)
        }
        render("configuration", configurationHash, to: &output)
        render("rules", rulesHash, to: &output)
        render("chart", chartHash, to: &output)
        for source in sources {
            output.append(word: "source")
            output.append(number: source.index.rawValue)
            output.append(token: source.kind.rawValue)
            output.append(token: source.format)
            output.append(optionalToken: source.admission)
            output.append(text: source.name)
            output.append(.newline)
        }
        output.append(word: "begin\n")
    }

    private func render(_ key: String, _ value: String?, to output: inout [UInt8]) {
        guard let value else { return }
        output.append(word: key)
        output.append(text: value)
        output.append(.newline)
    }

    /// Takes in one line after the first; true when it was `begin`.
    mutating func take(_ line: Span<UInt8>, _ reader: inout LineReader) throws(RecordingDefect) -> Bool {
        let key = try reader.word(line, part: "the key")
        switch key {
        case "begin":
            try reader.end(line)
            return true
        case "about":
            guard about.count < Limits.aboutCount else { throw reader.defect(.tooManyHeaderLines) }
            let key = try reader.token(line, part: "the key with its colon")
            guard key.hasSuffix(":") else { throw reader.defect(.malformed(part: "the key with its colon")) }
            about.append(About(key: String(key.dropLast()), value: try reader.text(line, part: "the text")))
        case "protocol": try set(\.deviceProtocol, key, line, &reader)
        case "build": try set(\.hubBuild, key, line, &reader)
        case "boot": try set(\.bootID, key, line, &reader)
        case "run": try set(\.runID, key, line, &reader)
        case "configuration": try set(\.configurationHash, key, line, &reader)
        case "rules": try set(\.rulesHash, key, line, &reader)
        case "chart": try set(\.chartHash, key, line, &reader)
        case "segment":
            guard segment == nil else { throw reader.defect(.repeatedHeaderKey(key)) }
            segment = try reader.number(line, part: "the segment")
            try reader.end(line)
        case "clock-speed":
            guard clockSpeed == nil else { throw reader.defect(.repeatedHeaderKey(key)) }
            guard let speed = Double(try reader.token(line, part: "the speed")), speed > 0, speed.isFinite else {
                throw reader.defect(.malformed(part: "the speed"))
            }
            clockSpeed = speed
            try reader.end(line)
        case "started":
            startedAt = MonotonicInstant(microseconds: try reader.seconds(line, part: "the instant"))
            try reader.end(line)
        case "started-wall":
            guard startedAtWall == nil else { throw reader.defect(.repeatedHeaderKey(key)) }
            startedAtWall = WallInstant(microseconds: try reader.seconds(line, part: "the instant"))
        case "source":
            guard sources.count < Limits.sourceCount else { throw reader.defect(.tooManyHeaderLines) }
            sources.append(try source(line, &reader))
        default:
            throw reader.defect(.unknownHeaderKey(key))
        }
        return false
    }

    private mutating func set(
        _ field: WritableKeyPath<RecordingHeader, String?>, _ key: String, _ line: Span<UInt8>,
        _ reader: inout LineReader
    ) throws(RecordingDefect) {
        guard self[keyPath: field] == nil else { throw reader.defect(.repeatedHeaderKey(key)) }
        self[keyPath: field] = try reader.text(line, part: "the value")
    }

    private func source(_ line: Span<UInt8>, _ reader: inout LineReader) throws(RecordingDefect) -> RecordingSource {
        let index = SourceIndex(try reader.number(line, part: "the source"))
        guard !sources.contains(where: { $0.index == index }) else {
            throw reader.defect(.repeatedHeaderKey("source \(index.rawValue)"))
        }
        guard let kind = RecordingSource.Kind(rawValue: try reader.token(line, part: "the kind")) else {
            throw reader.defect(.malformed(part: "the kind (serial, folder or test)"))
        }
        let format = try reader.token(line, part: "the format")
        let admission = try reader.optionalToken(line, part: "the admission")
        let name = try reader.text(line, part: "the name")
        return RecordingSource(index: index, kind: kind, format: format, admission: admission, name: name)
    }
}

extension WallInstant {
    /// Whether a person's date can be written for it.
    fileprivate var hasCivilYear: Bool {
        self >= WallInstant(microseconds: 0) && self < WallInstant(microseconds: 253_402_300_800_000_000)
    }
}
