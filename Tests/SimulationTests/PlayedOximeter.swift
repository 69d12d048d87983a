import DeviceSimulators
import Vitals

@testable import WardTesting

/// An oximeter and the child it is on, second by second: desaturations, a finger out of it, noise, a plug pulled out.
struct PlayedOximeter {
    /// What it did in one second.
    struct Second {
        /// What its line showed; `nil` where it wrote none, or a line without a value.
        var spO2: Int?
        var writes = true
        var isNoisy = false
        var isAttached = true
    }

    private(set) var seconds: [Second] = []

    private enum Part: CaseIterable {
        case well, low, atTheLimit, nearlyLow, probeOff, quiet, noisy, unplugged, lowWithGaps
    }

    /// - Parameter isAttached: whether it is there at all.
    init(_ chances: inout Chances, until end: Int, isAttached: Bool = true) {
        guard isAttached else {
            seconds = Array(repeating: Second(spO2: nil, writes: false, isAttached: false), count: end)
            return
        }
        // Half a minute in order, so that a line is believed.
        play(.well, for: 40, &chances)
        while seconds.count < end {
            let part = Part.allCases.randomElement(using: &chances) ?? .well
            switch part {
            case .low, .atTheLimit, .nearlyLow, .lowWithGaps:
                play(part, for: Int.random(in: 8...45, using: &chances), &chances)
            case .probeOff, .unplugged: play(part, for: Int.random(in: 5...90, using: &chances), &chances)
            case .quiet: play(part, for: Int.random(in: 5...400, using: &chances), &chances)
            case .noisy: play(part, for: 2, &chances)
            case .well: break
            }
            play(.well, for: Int.random(in: 20...110, using: &chances), &chances)
        }
        seconds = Array(seconds.prefix(end))
    }

    /// From here on it measures a child who is well.
    subscript(second: Int) -> Second {
        seconds.indices.contains(second) ? seconds[second] : Second(spO2: 97)
    }

    private mutating func play(_ part: Part, for count: Int, _ chances: inout Chances) {
        for place in 0..<count {
            var second = Second(spO2: 97 + Int.random(in: -1...1, using: &chances))
            switch part {
            case .well: break
            case .low: second.spO2 = SimulatedWard.limit - Int.random(in: 1...6, using: &chances)
            case .atTheLimit: second.spO2 = SimulatedWard.limit
            case .nearlyLow: second.spO2 = SimulatedWard.limit + 1
            case .lowWithGaps: second.spO2 = place % 4 == 3 ? nil : SimulatedWard.limit - 2
            case .probeOff: second.spO2 = nil
            case .quiet: second = Second(spO2: nil, writes: false)
            case .noisy: second.isNoisy = true
            case .unplugged: second = Second(spO2: nil, writes: false, isAttached: false)
            }
            seconds.append(second)
        }
    }

    /// The bytes of a second, as such a device writes them.
    func bytes(_ number: Int, _ chances: inout Chances) -> [UInt8] {
        let second = self[number]
        guard second.writes else { return [] }
        if second.isNoisy { return (0..<40).map { _ in UInt8.random(in: .min ... .max, using: &chances) } }
        return SimulatedLines.nonin(
            SimulatedOximeter.Display(spO2: second.spO2, heartRate: second.spO2.map { 210 - $0 }))
    }
}
