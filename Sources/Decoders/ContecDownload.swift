import Vitals

/// What has been heard of the recording that a Contec device is sending from its memory.
struct ContecDownload: BitwiseCopyable {
    /// Of the readings that come next.
    var stamp = StoredStamp()
    /// The date of the segment announced last, until its time of day comes.
    var date: CivilDate?

    /// The stamp of the next readings, and on by as many.
    mutating func take(_ count: Int) -> StoredStamp {
        defer { stamp = stamp.advanced(by: count) }
        return stamp
    }
}
