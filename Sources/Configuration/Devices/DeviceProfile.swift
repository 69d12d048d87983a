import Vitals

/// One model family as `devices/NAME/profile.yaml` describes it: how to know it, how to set its line, what may be said to it.
///
/// Decoding is always code; matching and settings are always this data.
public struct DeviceProfile: Sendable, Hashable {
    /// The name of its folder, with what tells it from others of the folder behind it; what `profile:` in a configuration
    /// says.
    public var id: String
    /// For people: maker and models.
    public var name: String
    public var support: SupportLevel
    /// One of the protocol names the caller knows.
    public var protocolName: String
    public var gives: VitalSignSet
    public var link: DeviceLink
    /// Any one of these is the device. Empty for devices that cannot be told by USB.
    public var matches: [USBMatch]
    /// `false`: the ids are those of a generic bridge. Then the device is offered and never opened by itself.
    public var isSure: Bool
    /// Sent once after each opening, in this order; empty for devices that speak by themselves.
    public var start: [[UInt8]]
    public var keepAlive: KeepAlive?
    /// Sent when the hub lets go of the device in order.
    ///
    /// `start`, `keepAlive` and `stop` are all that is ever written. The reader of profiles leaves one empty that the
    /// profile does not list under `may_send`.
    public var stop: [[UInt8]]
    public var clock: DeviceClock
    public var quality: QualityRules
    /// Names of the recordings that show it, without their endings; they lie in the family's folder.
    public var recordings: [String]
    /// The folder below `devices/`: several profiles of one model family share it, with its page and its recordings.
    public var family: String
    /// Makes and models, for people who look for theirs.
    public var models: [String]
    /// What nobody has seen yet, in a sentence; empty when there is nothing to say.
    public var notConfirmed: String

    public struct KeepAlive: Sendable, Hashable {
        public var every: Duration
        public var bytes: [UInt8]

        public init(every: Duration, bytes: [UInt8]) {
            self.every = every
            self.bytes = bytes
        }
    }

    /// What of a reading's quality counts for this model.
    public struct QualityRules: Sendable, Hashable {
        /// Good frames for this long before the first reading counts, beyond the frame lock.
        public var warmUp: Duration = .zero
        /// Flags this model sets always or at random (the Medisana PM100 always says low perfusion).
        public var ignoredFlags: Quality = []

        /// What may be ignored: warnings. That a reading is stored or a spot measurement is no warning but what it is.
        public static let ignorable: Quality = [
            .artefact, .lowPerfusion, .marginalPerfusion, .outOfTrack, .searching, .spO2Falling, .lowBattery,
            .smartPoint, .motion, .weakSignal,
        ]

        public init() {}
    }

    public init(
        id: String, name: String, support: SupportLevel, protocolName: String, gives: VitalSignSet, link: DeviceLink,
        matches: [USBMatch] = [], isSure: Bool = false, start: [[UInt8]] = [], keepAlive: KeepAlive? = nil,
        stop: [[UInt8]] = [], clock: DeviceClock = .none, quality: QualityRules = QualityRules(),
        recordings: [String] = [], family: String? = nil, models: [String] = [], notConfirmed: String = ""
    ) {
        self.id = id
        self.name = name
        self.support = support
        self.protocolName = protocolName
        self.gives = gives
        self.link = link
        self.matches = matches
        self.isSure = isSure
        self.start = start
        self.keepAlive = keepAlive
        self.stop = stop
        self.clock = clock
        self.quality = quality
        self.recordings = recordings
        self.family = family ?? id
        self.models = models
        self.notConfirmed = notConfirmed
    }
}

/// How well a model family is known. The numbers are those of the profiles.
public enum SupportLevel: Int, Sendable, CaseIterable, Comparable {
    case notesOnly = 1
    /// One reverse engineering.
    case oneSource = 2
    /// Two independent sources agree.
    case twoSources = 3
    /// Checked against the maker's own document or export.
    case maker = 4
    /// The maker's document and a device that was here.
    case makerAndDevice = 5

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What carries the device's bytes to this machine.
public enum DeviceLink: Sendable, Hashable {
    /// A serial line: a port, or a USB bridge that is one for the kernel.
    case serial(ProfileLine)
    /// USB-HID; reports of a fixed length.
    case hidraw(reportByteCount: Int)
    /// A Bluetooth gateway that hands on what the device says on a serial line of its own: values as lines of text, or
    /// bytes as they came.
    case gateway(ProfileLine)

    public var isHID: Bool { if case .hidraw = self { true } else { false } }
}

/// How the device wants its serial line set.
public struct ProfileLine: Sendable, Hashable {
    public enum FlowControl: String, Sendable, CaseIterable { case none, xonxoff, rtscts }

    public var baud: Int
    /// 7 or 8
    public var dataBits = 8
    public var parity = SerialLineOverride.Parity.none
    /// 1 or 2
    public var stopBits = 1
    public var flowControl = FlowControl.none

    public init(baud: Int) { self.baud = baud }
}

/// A USB device as its descriptors name it.
public struct USBMatch: Sendable, Hashable {
    public var vendor: UInt16
    public var product: UInt16
    /// A part of the product text, without regard to case; `nil` when the ids alone are enough.
    public var productText: String?

    public init(vendor: UInt16, product: UInt16, productText: String? = nil) {
        self.vendor = vendor
        self.product = product
        self.productText = productText
    }
}

/// What the device's own clock is good for.
public enum DeviceClock: String, Sendable, CaseIterable {
    /// None, or none with live data: arrival decides.
    case none
    /// Local time without a zone.
    case local
    case utc
}
