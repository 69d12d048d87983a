import CPosix
import Glibc

/// The terminal attributes that make a line carry bytes and nothing else, and their comparison with what a driver took.
///
/// Set from nothing, not changed from what was there, so that an earlier program's mode cannot leak in. Two choices are
/// not obvious:
/// - `VMIN` is 1. With 0 a `read` of a quiet line gives 0, which is also what a hung-up line gives.
/// - With parity, a damaged byte arrives as zero (`INPCK` without `IGNPAR`): frames keep their length and the decoder
///   refuses the frame, where a dropped byte would shift all that follow.
struct LineAttributes {
    private(set) var raw = termios()

    init(_ settings: SerialSettings) {
        raw.c_iflag = tcflag_t(IGNBRK)
        raw.c_cflag = tcflag_t(CREAD | CLOCAL)
        raw.c_cflag |= tcflag_t(settings.dataBits == .seven ? CS7 : CS8)
        if settings.parity != .none {
            raw.c_iflag |= tcflag_t(INPCK)
            raw.c_cflag |= tcflag_t(PARENB)
        }
        switch settings.parity {
        case .none, .even: break
        case .odd: raw.c_cflag |= tcflag_t(PARODD)
        case .mark: raw.c_cflag |= Self.stickParity | tcflag_t(PARODD)
        case .space: raw.c_cflag |= Self.stickParity
        }
        if settings.stopBits == .two { raw.c_cflag |= tcflag_t(CSTOPB) }
        switch settings.flowControl {
        case .none: break
        case .hardware: raw.c_cflag |= Self.hardwareFlow
        case .software: raw.c_iflag |= tcflag_t(IXON | IXOFF)
        }
        unsafe posix_clear_control_characters(&raw)
        unsafe posix_set_control_character(&raw, VMIN, 1)
        if settings.flowControl == .software {
            unsafe posix_set_control_character(&raw, VSTART, 0x11)
            unsafe posix_set_control_character(&raw, VSTOP, 0x13)
        }
        unsafe _ = posix_set_speed(&raw, settings.baud.code)
    }

    init(raw: termios) { self.raw = raw }

    /// The first setting in which `applied` is not what was asked.
    ///
    /// - Parameter hasWire: `false` for a pseudo-terminal, which has no bits on a wire and answers eight data bits
    ///   without parity whatever was asked.
    func firstDifference(from applied: LineAttributes, hasWire: Bool) -> SerialSettings.Item? {
        let asked = raw
        let taken = applied.raw
        func differs(_ mask: tcflag_t) -> Bool { asked.c_cflag & mask != taken.c_cflag & mask }

        if asked.c_iflag != taken.c_iflag { return .inputMode }
        if asked.c_oflag != taken.c_oflag { return .outputMode }
        if asked.c_lflag != taken.c_lflag { return .localMode }
        if controlCharacter(VMIN) != applied.controlCharacter(VMIN)
            || controlCharacter(VTIME) != applied.controlCharacter(VTIME)
        {
            return .minimumRead
        }
        if asked.c_line != taken.c_line { return .lineDiscipline }
        if differs(tcflag_t(CREAD | CLOCAL)) { return .receiver }
        guard hasWire else { return nil }

        var (askedCopy, takenCopy) = (asked, taken)
        let speeds = unsafe (cfgetispeed(&askedCopy), cfgetospeed(&askedCopy))
        let takenSpeeds = unsafe (cfgetispeed(&takenCopy), cfgetospeed(&takenCopy))
        if speeds != takenSpeeds { return .baud }
        if differs(tcflag_t(CSIZE)) { return .dataBits }
        if differs(tcflag_t(PARENB | PARODD) | Self.stickParity) { return .parity }
        if differs(tcflag_t(CSTOPB)) { return .stopBits }
        if differs(Self.hardwareFlow) { return .flowControl }
        return nil
    }

    private func controlCharacter(_ place: Int32) -> cc_t {
        var copy = raw
        return unsafe posix_control_character(&copy, place)
    }

    /// `CMSPAR` and `CRTSCTS` do not fit the signed number they are imported as on every platform.
    private static let stickParity: tcflag_t = 0o10_000_000_000
    private static let hardwareFlow: tcflag_t = 0o20_000_000_000
}
