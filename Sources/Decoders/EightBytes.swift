extension Span<UInt8> {
    /// Eight bytes as one number, the first lowest: looked at together for the price of one. They must be there.
    ///
    /// One check for the eight: the compiler knows how long `extracting` leaves them, and melts the rest into one load.
    @inline(__always)
    func eightBytes(at index: Int) -> UInt64 {
        let eight = extracting(index..<index + 8)
        let low = UInt64(eight[0]) | UInt64(eight[1]) << 8 | UInt64(eight[2]) << 16 | UInt64(eight[3]) << 24
        let high = UInt64(eight[4]) | UInt64(eight[5]) << 8 | UInt64(eight[6]) << 16 | UInt64(eight[7]) << 24
        return low | high << 32
    }

    /// Where the zeros that stand at `start` end.
    @inline(__always)
    func endOfZeros(from start: Int) -> Int {
        var index = start
        while index + 8 <= count, eightBytes(at: index) == 0 { index += 8 }
        while index < count, self[index] == 0 { index += 1 }
        return index
    }
}
