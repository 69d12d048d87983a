import Glibc

/// How full the disk of a folder is, as statvfs(3) tells it: of what an ordinary user may have.
public struct DiskSpace: Sendable, Hashable {
    public var usedByteCount: UInt64
    public var freeByteCount: UInt64

    public init(usedByteCount: UInt64, freeByteCount: UInt64) {
        self.usedByteCount = usedByteCount
        self.freeByteCount = freeByteCount
    }

    /// `nil` when the folder cannot be asked.
    public init?(of folder: String) {
        var figures = statvfs()
        guard statvfs(folder, &figures) == 0, figures.f_blocks > 0 else { return nil }
        let block = UInt64(figures.f_frsize)
        let used = UInt64(figures.f_blocks).subtractingReportingOverflow(UInt64(figures.f_bfree))
        usedByteCount = (used.overflow ? 0 : used.partialValue).multipliedReportingOverflow(by: block).partialValue
        freeByteCount = UInt64(figures.f_bavail).multipliedReportingOverflow(by: block).partialValue
    }

    /// As df(1) counts it, of 100 and rounded up.
    public var usedPercent: UInt32 {
        let whole = Double(usedByteCount) + Double(freeByteCount)
        guard whole > 0 else { return 100 }
        return UInt32(min(100, (100 * Double(usedByteCount) / whole).rounded(.up)))
    }

    /// Where a share alone would mislead: a tenth of a large disk is room for years.
    public var level: DiskLevel {
        if usedPercent >= Limits.diskIsFullPercent, freeByteCount < Limits.diskIsFullBelow { return .full }
        if usedPercent >= Limits.diskFillsPercent, freeByteCount < Limits.diskFillsBelow { return .fills }
        return .roomy
    }
}

/// What the room left means for what is kept.
public enum DiskLevel: UInt8, Sendable, Comparable, CaseIterable {
    case roomy
    /// It is told, and nothing is left out yet.
    case fills
    /// Recordings go, then readings are not kept; alerts, what is owed, commands and settings always are.
    case full

    public static func < (a: DiskLevel, b: DiskLevel) -> Bool { a.rawValue < b.rawValue }
}
