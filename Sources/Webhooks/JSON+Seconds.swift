import Vitals

extension Duration {
    /// This span in seconds, to a millisecond, as a number of JSON.
    var secondsValue: JSON { .number((inSeconds * 1000).rounded() / 1000) }
}
