import Vitals

/// One drop folder of the loop, watched or gone. Instants are real time.
///
/// The intake is woken by what inotify says, once more a little later (a file nobody was seen closing needs a second
/// look), and once a minute whatever happened.
struct FolderSlot {
    let plan: DropFolderPlan
    private(set) var watch: FolderWatch?
    private var presence: Presence
    private var nextRing = MonotonicInstant(microseconds: 0)

    init(plan: DropFolderPlan, nextAttempt: MonotonicInstant) {
        self.plan = plan
        presence = Presence(nextAttempt: nextAttempt)
    }

    /// When this slot next wants to do something by itself.
    var nextDeed: MonotonicInstant { watch == nil ? presence.nextAttempt : nextRing }

    mutating func armed(_ watch: FolderWatch, at now: MonotonicInstant) {
        self.watch = watch
        presence.attached()
        presence.backOff.reset()
        changed(at: now)
    }

    /// Something happened: the second look follows the last event, so that one ring is enough for many files.
    mutating func changed(at now: MonotonicInstant) {
        nextRing = now.advanced(by: PortLimits.secondLook)
        isSecondLookOwed = true
    }

    /// The intake was woken by the clock.
    mutating func rang(at now: MonotonicInstant) {
        nextRing = now.advanced(by: isSecondLookOwed ? PortLimits.folderRescan : PortLimits.secondLook)
        isSecondLookOwed.toggle()
    }

    /// Whether the next ring by the clock is the second look after something, or the rescan.
    private var isSecondLookOwed = false

    mutating func lost(_ reason: PortError, at now: MonotonicInstant) -> LossNews {
        watch = nil
        return presence.lost(reason, at: now)
    }
}
