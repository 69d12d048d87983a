/// A child on the ward, by position in the configured list of admissions. What leaves the hub is the admission's
/// pseudonym, never this number and never a name.
public struct ChildIndex: Sendable, BitwiseCopyable, Hashable, Comparable, Codable {
    public let rawValue: UInt32
    public init(_ rawValue: UInt32) { self.rawValue = rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// A source of readings (a device on a serial line or USB-HID, a drop folder), by position in the ward's list of sources.
public struct SourceIndex: Sendable, BitwiseCopyable, Hashable, Comparable, Codable {
    public let rawValue: UInt16
    public init(_ rawValue: UInt16) { self.rawValue = rawValue }
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}
