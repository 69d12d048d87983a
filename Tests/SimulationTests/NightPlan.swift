@testable import WardTesting

/// When the daemon of a night ends, how, and for how long there is none: drawn before it begins.
struct NightPlan {
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
    }

    let lives: [Life]
    /// When the last life's trouble is over, and everybody is well.
    let healsAt: Int
    /// The clock of the kernel is set, now and then.
    let hasClockSteps: Bool

    /// - Parameter seconds: with a daemon, all lives together.
    init(_ chances: inout Chances, seconds: Int) {
        hasClockSteps = chances.oneIn(4)
        var lives: [Life] = []
        var now = 0
        var left = seconds
        while left > 0 {
            let span = min(left, Int.random(in: 30...200, using: &chances))
            left -= span
            now += span
            guard left > 0 else { break }
            let ending = Ending.allCases.randomElement(using: &chances) ?? .kill
            let away =
                switch ending {
                case .kill, .stop: Int.random(in: 1...20, using: &chances)
                case .powerCut, .powerCutWithinAWrite:
                    Int.random(in: 15...(chances.oneIn(3) ? 1_500 : 200), using: &chances)
                }
            lives.append(
                Life(
                    endsAt: now, ending: ending, damage: Damage.allCases.randomElement(using: &chances) ?? .dropped,
                    away: away))
            now += away
        }
        self.lives = lives
        healsAt = now
    }
}
