import DeviceSimulators
import Testing
import Vitals

/// A story as people write it, and what a device does with it.
@Suite struct DeviceStoryTests {
    private func reason(_ lines: String) -> StoryDefect? {
        do {
            _ = try DeviceStory(lines: lines)
            return nil
        } catch {
            return error
        }
    }

    @Test func aStoryIsReadLineByLine() throws {
        let story = try DeviceStory(
            lines: """
                # a drill
                0:00\tspo2 97.5 hr 118   # well

                3:20  spo2 88 low-perfusion artefact\r
                4:00  probe-off
                1:00:00  silent
                1:00:01  unplugged
                """)
        #expect(story.moments.map(\.waypoint.second) == [0, 200, 240, 3600, 3601])
        #expect(story.moments.map(\.presence) == [.sending, .sending, .sending, .silent, .unplugged])
        #expect(story.moments[0].waypoint == .init(0, spO2: 97.5, heartRate: 118))
        #expect(story.moments[1].waypoint == .init(200, spO2: 88, heartRate: nil, quality: [.lowPerfusion, .artefact]))
        #expect(story.moments[2].waypoint == .init(240, spO2: nil, heartRate: nil, signal: .probeOff))
        #expect(story.presence(second: 3599) == .sending)
        #expect(story.presence(second: 3600) == .silent)
        #expect(story.presence(second: 99_999) == .unplugged)
    }

    @Test func everyStoryOfOursIsReadAndHasANameOfItsOwn() throws {
        for named in DeviceStory.named { _ = try DeviceStory(lines: named.lines) }
        #expect(Set(DeviceStory.named.map(\.name)).count == DeviceStory.named.count)
    }

    @Test(arguments: [
        ("", 0), ("# nothing\n", 0), ("0:01 spo2 97", 1), ("0:00 spo2 97\n0:00 spo2 96", 2), ("0:00", 1),
        ("0:00 spo2", 1), ("0:00 spo2 29", 1), ("0:00 spo2 101", 1), ("0:00 spo2 nan", 1), ("0:00 hr 19", 1),
        ("0:00 hr 251", 1), ("0:60 spo2 97", 1), ("0 spo2 97", 1), ("-1:00 spo2 97", 1), ("0:00 asleep", 1),
        ("0:00 probe-off spo2 97", 1), ("0:00 silent hr 100", 1), ("0:00 spo2 97\n24:00:01 silent", 2),
        ("0:00 spo2 97\n9999:59:59 silent", 2),
    ])
    func aDefectIsNamedWithItsLine(lines: String, line: Int) {
        #expect(reason(lines)?.line == line, "\(lines)")
    }

    @Test func theLimitsHoldAtTheirEdges() {
        #expect(reason("0:00 spo2 30 hr 20\n24:00:00 spo2 100 hr 250") == nil)
        func lines(_ count: Int) -> String {
            (0..<count).map { "\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60) silent" }.joined(separator: "\n")
        }
        #expect(reason(lines(SimulatorLimits.storyLineCount)) == nil)
        #expect(reason(lines(SimulatorLimits.storyLineCount + 1))?.line == SimulatorLimits.storyLineCount + 1)
        let story = "0:00 silent #"
        let room = SimulatorLimits.storyByteCount - story.utf8.count
        #expect(reason(story + String(repeating: "x", count: room)) == nil)
        #expect(reason(story + String(repeating: "x", count: room + 1))?.line == 0)
    }
}
