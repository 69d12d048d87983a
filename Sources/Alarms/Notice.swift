import Charts
import Vitals

/// Something worth telling about a child that is no alarm: the daily question, a birthday that changes the chart.
public struct Notice: Sendable, BitwiseCopyable, Hashable {
    public var child: ChildIndex
    public var at: Tick
    public var kind: Kind
    public var command: CommandNumber?

    public enum Kind: Sendable, BitwiseCopyable, Hashable, Codable {
        /// The daily question is due: how is your child compared with before?
        case carerAsked
        case carerAnswered(CarerAnswer)
        /// Nobody answered in the time there was.
        case carerUnanswered
        /// From today another chart counts; `nil` for none.
        case chartChanged(from: AgeBand?, to: AgeBand?)
        /// The chart changes within 30 days, on this date.
        case chartChanges(on: CivilDate, to: AgeBand?)
        case pauseBegan(until: WallInstant)
        case pauseEnded
        case quietBegan(until: WallInstant)
        case quietEnded
    }

    public init(_ kind: Kind, of child: ChildIndex, at tick: Tick, command: CommandNumber? = nil) {
        self.child = child
        at = tick
        self.kind = kind
        self.command = command
    }
}
