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
        /// Long enough in the chart's lower band to fire there, then in its upper one.
        case sinking
        /// Low, and then nothing is measured any more.
        case lowThenGone
        /// Low, and well again with a gap in it.
        case easing
        /// Low from the first line behind a plug on.
        case pluggedInLow
    }

    /// - Parameters:
    ///   - isAttached: whether it is there at all.
    ///   - away: when it is not.
    ///   - silent: when it says nothing.
    init(
        _ chances: inout Chances, until end: Int, isAttached: Bool = true, away: Range<Int> = 0..<0,
        silent: Range<Int> = 0..<0
    ) {
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
            case .quiet:
                play(part, for: Int.random(in: 5...(chances.oneIn(3) ? 1_000 : 400), using: &chances), &chances)
            case .noisy: play(part, for: 2, &chances)
            case .sinking:
                play(part, for: Int.random(in: 122...150, using: &chances), &chances)
                play(.low, for: Int.random(in: 40...70, using: &chances), &chances)
            case .lowThenGone:
                play(.low, for: Int.random(in: 20...45, using: &chances), &chances)
                let gone = [Part.probeOff, .quiet, .unplugged].randomElement(using: &chances) ?? .quiet
                play(gone, for: Int.random(in: 40...120, using: &chances), &chances)
            case .easing:
                play(.low, for: Int.random(in: 20...40, using: &chances), &chances)
                play(.well, for: Int.random(in: 10...40, using: &chances), &chances)
                play(.quiet, for: Int.random(in: 8...20, using: &chances), &chances)
            case .pluggedInLow:
                play(.unplugged, for: Int.random(in: 5...20, using: &chances), &chances)
                play(.low, for: Int.random(in: 26...45, using: &chances), &chances)
            case .well: break
            }
            play(.well, for: Int.random(in: 20...110, using: &chances), &chances)
        }
        seconds = Array(seconds.prefix(end))
        for second in away.clamped(to: seconds.indices) {
            seconds[second] = Second(spO2: nil, writes: false, isAttached: false)
        }
        for second in silent.clamped(to: seconds.indices) { seconds[second] = Second(spO2: nil, writes: false) }
    }

    /// From here on it measures a child who is well.
    subscript(second: Int) -> Second {
        seconds.indices.contains(second) ? seconds[second] : Second(spO2: 97)
    }

    private mutating func play(_ part: Part, for count: Int, _ chances: inout Chances) {
        for place in 0..<count {
            var second = Second(spO2: 97 + Int.random(in: -1...1, using: &chances))
            switch part {
            case .well, .lowThenGone, .easing, .pluggedInLow: break
            case .sinking: second.spO2 = SimulatedWard.lowerBand
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
