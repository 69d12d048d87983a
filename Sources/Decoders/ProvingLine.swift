/// Holds what frames say until enough good frames stand behind them.
///
/// Where noise begins in the middle of a frame, the frame's head and the noise's first bytes can look whole, and a few
/// frames more may follow by chance. The lock notices only at the first skip, when they would have been told. So a
/// format without a check waits `Limits.frameCountToConfirm` frames (a sixth of a second) before it tells, and a skip
/// drops what waits.
public struct ProvingLine<Element: BitwiseCopyable & Sendable>: Sendable, BitwiseCopyable {
    private var waiting = InlineArray<10, Element?>(repeating: nil)
    private var nextIndex = 0
    /// Elements that wait.
    public private(set) var waitingCount = 0

    public init() {}

    /// Takes in a good frame's element, or `nil` for a frame that says nothing; returns the one that is now proven.
    public mutating func push(_ element: Element?) -> Element? {
        let proven = waiting[nextIndex]
        waiting[nextIndex] = element
        nextIndex = nextIndex + 1 < waiting.count ? nextIndex + 1 : 0
        waitingCount += (element == nil ? 0 : 1) - (proven == nil ? 0 : 1)
        return proven
    }

    /// Drops what waits: a skip came too soon behind it.
    public mutating func drop() {
        if waitingCount > 0 { self = ProvingLine() }
    }
}
