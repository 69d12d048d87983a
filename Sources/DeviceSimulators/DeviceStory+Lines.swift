import Vitals

/// What is wrong with a line of a story, and what it should be.
public struct StoryDefect: Error, Sendable, Hashable, CustomStringConvertible {
    /// Counted from 1; 0 is the whole story.
    public var line: Int
    public var reason: String

    public var description: String { line == 0 ? reason : "line \(line): \(reason)" }
}

/// A story as people write it: a time and what is so from then on.
///
///     # bedside drill
///     0:00  spo2 97 hr 118
///     3:00  spo2 97 hr 118
///     3:20  spo2 88 hr 127 artefact
///     5:00  probe-off
///     6:30  silent
///     8:00  unplugged
///     9:00  spo2 97 hr 118
///
/// Values glide to those of the next line where both lines give them; two lines with the same values hold them. What a
/// line does not name, the device does not show.
extension DeviceStory {
    public init(lines text: String) throws(StoryDefect) {
        guard text.utf8.count <= SimulatorLimits.storyByteCount else {
            throw StoryDefect(line: 0, reason: "the story is longer than \(SimulatorLimits.storyByteCount) bytes")
        }
        var moments: [Moment] = []
        for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let line = index + 1
            guard line <= SimulatorLimits.storyLineCount else {
                throw StoryDefect(
                    line: line, reason: "a story has at most \(SimulatorLimits.storyLineCount) lines")
            }
            let words = raw.prefix { $0 != "#" }.split(whereSeparator: \.isWhitespace)
            guard let time = words.first else { continue }
            guard let second = Self.seconds(time) else {
                throw StoryDefect(
                    line: line, reason: "\"\(time)\" is no time: write minutes and seconds, as 3:20, or 1:03:20")
            }
            if let last = moments.last {
                guard second > last.waypoint.second else {
                    throw StoryDefect(line: line, reason: "\(time) is not after the time of the line before")
                }
            } else if second != 0 {
                throw StoryDefect(line: line, reason: "the first line must be at 0:00")
            }
            moments.append(try Self.moment(at: second, words.dropFirst(), line))
        }
        guard !moments.isEmpty else {
            throw StoryDefect(line: 0, reason: "the story is empty: its first line is as \"0:00 spo2 97 hr 118\"")
        }
        self.init(moments)
    }

    private static func moment(
        at second: Int, _ words: ArraySlice<Substring>, _ line: Int
    ) throws(StoryDefect) -> Moment {
        var waypoint = SimulatedOximeter.Waypoint(second, spO2: nil, heartRate: nil)
        var presence = Presence.sending
        var rest = words
        guard !rest.isEmpty else { throw StoryDefect(line: line, reason: "nothing stands behind the time") }
        while let word = rest.popFirst() {
            switch word {
            case "spo2":
                waypoint.spO2 = try number(rest.popFirst(), SimulatorLimits.spO2, "spo2", line)
            case "hr":
                waypoint.heartRate = try number(rest.popFirst(), SimulatorLimits.heartRate, "hr", line)
            default:
                if let there = Presence(rawValue: String(word)) {
                    presence = there
                } else if let signal = signal(word) {
                    waypoint.signal = signal
                } else if let flag = Quality.names.first(where: { "\($0.name)" == word })?.flag {
                    waypoint.quality.insert(flag)
                } else {
                    throw StoryDefect(
                        line: line,
                        reason:
                            "\"\(word)\" is not known: spo2 N, hr N, \(signalNames), silent, unplugged, or a quality "
                            + "as low-perfusion")
                }
            }
        }
        let hasValue = waypoint.spO2 != nil || waypoint.heartRate != nil
        if hasValue, waypoint.signal != .measuring || presence != .sending {
            throw StoryDefect(line: line, reason: "a device without a signal shows no value: leave spo2 and hr out")
        }
        if !hasValue, waypoint.signal == .measuring { waypoint.signal = .noValue }
        return Moment(waypoint, presence)
    }

    private static let signals: [Signal] = [.probeOff, .searching, .sensorFault]
    private static var signalNames: String { signals.map { "\($0.name)" }.joined(separator: ", ") }

    private static func signal(_ word: Substring) -> Signal? { signals.first { "\($0.name)" == word } }

    private static func number(
        _ word: Substring?, _ range: ClosedRange<Double>, _ name: String, _ line: Int
    ) throws(StoryDefect) -> Double {
        guard let word, let number = Double(word), range.contains(number) else {
            throw StoryDefect(
                line: line, reason: "\(name) wants a number from \(Int(range.lowerBound)) to \(Int(range.upperBound))")
        }
        return number
    }

    /// `3:20` or `1:03:20`, at most `SimulatorLimits.storySeconds`.
    private static func seconds(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count) else { return nil }
        var seconds = 0
        for (place, part) in parts.enumerated() {
            guard (1...4).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                let number = Int(part), place == 0 || number < 60
            else { return nil }
            seconds = seconds * 60 + number
        }
        return seconds <= SimulatorLimits.storySeconds ? seconds : nil
    }
}
