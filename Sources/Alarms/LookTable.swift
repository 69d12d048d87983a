import Vitals

/// When a tick next has to look at each child, or at each source: dense, and beside them, so that a tick passes over those that nothing
/// can have happened to without a look at them. And over eight of them at once where none of these is due.
struct LookTable {
    private static let blockSize = 8

    private var instants: ContiguousArray<MonotonicInstant> = []
    /// No later than the earliest of each eight.
    private var blocks: ContiguousArray<MonotonicInstant> = []

    /// Whoever is to be looked at by the next tick.
    static var atOnce: MonotonicInstant { MonotonicInstant(microseconds: .min) }

    init() {}

    init(count: Int) { for _ in 0..<count { append() } }

    /// Adds one, to be looked at at once.
    mutating func append() {
        if instants.count % Self.blockSize == 0 { blocks.append(Self.atOnce) }
        blocks[blocks.count - 1] = Self.atOnce
        instants.append(Self.atOnce)
    }

    subscript(_ place: Int) -> MonotonicInstant {
        @inline(__always) get { instants[place] }
        @inline(__always) set {
            instants[place] = newValue
            let block = place / Self.blockSize
            if newValue < blocks[block] { blocks[block] = newValue }
        }
    }

    /// Everybody is to be looked at.
    mutating func lookAtAll() {
        for place in instants.indices { instants[place] = Self.atOnce }
        for block in blocks.indices { blocks[block] = Self.atOnce }
    }

    /// Adds those due by an instant, in order. Each of them is then given its next look.
    mutating func takeDue(by now: MonotonicInstant, into due: inout ContiguousArray<Int32>) {
        for block in blocks.indices where blocks[block] <= now {
            let first = block * Self.blockSize
            var earliest = MonotonicInstant(microseconds: .max)
            for place in first..<min(first + Self.blockSize, instants.count) {
                if instants[place] <= now {
                    due.append(Int32(place))
                } else if instants[place] < earliest {
                    earliest = instants[place]
                }
            }
            blocks[block] = earliest
        }
    }

    /// The first place from one on that is due by an instant; `nil`: there is no more.
    func firstDue(by instant: MonotonicInstant, from start: Int) -> Int? {
        var place = start
        while place < instants.count {
            if blocks[place / Self.blockSize] > instant {
                place = (place / Self.blockSize + 1) * Self.blockSize
            } else if instants[place] <= instant {
                return place
            } else {
                place += 1
            }
        }
        return nil
    }
}
