@testable import WardTesting

/// When the daemon of a night ends, how, and for how long there is none: drawn before it begins.
struct NightPlan {
    /// What a night is for.
    enum Occasion: Hashable {
        /// Anything may happen.
        case any
        /// One of two nights of one boot that differ in nothing but the kernel's clock: in one it is set over and over, and in
        /// every second of those it is wrong from the boot on. Both hubs are suspended once, and their daemons started again.
        case clocks(areSet: Bool)
        /// The team's receiver is away for an hour or a day, and nothing is measured meanwhile. The hub looks round every ten seconds, because a
        /// day of seconds is too long for a test; nothing that is asked of it here is shorter.
        case outage
    }

    enum Ending: CaseIterable {
        /// SIGKILL: what the kernel holds stays.
        case kill
        /// The plug: what was not synced is there or not, and the hub boots anew.
        case powerCut
        /// The same within the writing of what a second brought.
        case powerCutWithinAWrite
        case stop
    }

    struct Life {
        var endsAt: Int
        var ending: Ending
        var damage: Damage
        /// Seconds without a daemon.
        var away: Int
        /// It ends sooner.
        var endsBehind: Behind?
    }

    enum Behind: CaseIterable {
        /// With the first second in which something was decided: what was told by then was written a moment ago.
        case aDecision
        /// Right behind a message of that second: what the disk was asked of afterwards never came to it.
        case aMessage
    }

    let occasion: Occasion
    let lives: [Life]
    /// When the last life's trouble is over, and everybody is well.
    let healsAt: Int
    /// One in so many seconds the clock of the kernel is set; `nil` for never.
    let clockStepEvery: Int?
    /// Seconds in which the hub is suspended: its boot clock goes on, and nothing is done.
    let suspended: [Range<Int>]
    /// While the team's receiver is away.
    let outage: Range<Int>
    /// While the first child's oximeter says nothing. Once that has been an alarm for a moment, the power goes.
    let silence: Range<Int>
    var hasClockSteps: Bool { clockStepEvery != nil }

    /// Seconds from one look round of the hub to the next.
    func stride(at second: Int) -> Int { outage.contains(second) ? 10 : 1 }

    /// Longer than a child may say nothing unnoticed.
    private static let silentSeconds = 310...360

    /// - Parameters:
    ///   - seconds: with a daemon, all lives together.
    ///   - isSilent: the first child is silent over a new boot, behind a clock that may have gone back.
    init(_ chances: inout Chances, seconds: Int, for occasion: Occasion = .any, isSilent: Bool = false) {
        self.occasion = occasion
        var spans = 30...200
        var suspended: [Range<Int>] = []
        var outage = 0..<0
        var endings = Ending.allCases
        switch occasion {
        case .any: clockStepEvery = isSilent || chances.oneIn(4) ? 90 : nil
        case .clocks(let areSet):
            clockStepEvery = areSet ? 6 : nil
            endings = [.kill, .stop]
            let start = Int.random(in: 20..<100, using: &chances)
            suspended = [start..<start + Int.random(in: 5...400, using: &chances)]
        case .outage:
            clockStepEvery = nil
            outage = 300..<seconds - 300
            spans = seconds / 8...seconds / 2
        }
        let silentFrom = isSilent ? Int.random(in: 45..<90, using: &chances) : 0
        silence = silentFrom..<(isSilent ? 2 * seconds : 0)
        self.suspended = suspended
        self.outage = outage
        var lives: [Life] = []
        var now = 0
        var left = seconds
        while left > 0 {
            let isOfSilence = isSilent && lives.isEmpty
            if isOfSilence {
                spans = silentFrom + Self.silentSeconds.lowerBound...silentFrom + Self.silentSeconds.upperBound
            }
            let span = min(left, Int.random(in: spans, using: &chances))
            if isOfSilence { spans = 30...200 }
            left -= span
            now += span
            guard left > 0 else { break }
            let ending = isOfSilence ? .powerCut : endings.randomElement(using: &chances) ?? .kill
            let away =
                switch ending {
                case .kill, .stop: Int.random(in: 1...20, using: &chances)
                case .powerCut, .powerCutWithinAWrite:
                    Int.random(in: 15...(chances.oneIn(3) ? 1_500 : 200), using: &chances)
                }
            lives.append(
                Life(
                    endsAt: now, ending: ending, damage: Damage.allCases.randomElement(using: &chances) ?? .dropped,
                    away: away,
                    endsBehind: occasion == .any && !isOfSilence && ending == .powerCut && chances.oneIn(2)
                        ? Behind.allCases.randomElement(using: &chances) : nil))
            now += away
        }
        self.lives = lives
        healsAt = max(now, outage.upperBound)
    }
}
