/// Oxygen that a document says the child is given. Without it the score is wrong, so it is kept where a file has it.
public enum OxygenGiven: Sendable, BitwiseCopyable, Equatable {
    /// Room air, said expressly. Not said is not air.
    case air
    case litresPerMinute(Double)
    /// Inspired oxygen, per cent.
    case percent(Double)
}
