/// A wire protocol this project decodes, and what must be known about it before the first byte is read.
///
/// A protocol is named by a profile or a user, never guessed: without a check byte one maker's stream decodes as
/// another's for seconds at a time.
public enum DeviceProtocol: String, CaseIterable, Sendable, BitwiseCopyable {
    /// Contec CMS50D+ before 4.6, old CMS50E and F, many OEM boards: five bytes, no check.
    case contec5byte = "contec-5byte"
    /// Contec CMS50D+ 4.6, CMS50E, F, I, H, EW, FW on serial: packets of 2 to 9 bytes, no check.
    case contecV7 = "contec-v7"
    /// Nonin data format 2 (Xpod, OEM III, 9560, 3150): 25 frames of five bytes a packet, each with a check.
    case noninDF2 = "nonin-df2"
    /// Nonin data format 7: as format 2 with a 16-bit wave and no start byte.
    case noninDF7 = "nonin-df7"

    /// Bytes a second while the device measures.
    ///
    /// Sources: Contec 5-byte 60 frames (CMS-P `cms_protocol.pdf`), V7 60 packets (maker's "Communication protocol of
    /// pulse oximeter V7.0"), Nonin 75 frames (Nonin 9560 specification 6470-000-01).
    public var expectedByteRate: Int {
        switch self {
        case .contec5byte: 300
        case .contecV7: 540
        case .noninDF2, .noninDF7: 375
        }
    }

    /// Whether a frame carries a check of its own bytes.
    public var isChecked: Bool {
        switch self {
        case .contec5byte, .contecV7: false
        case .noninDF2, .noninDF7: true
        }
    }

    /// Frames that must stand back to back before a reading counts.
    public var frameCountToLock: Int { Limits.frameCountToLock }

    /// The line settings most devices of this protocol use.
    ///
    /// Sources: atbrask/CMS50Dplus and OSCAR `serialoximeter.cpp` (5-byte; some boards run at 4800 baud), albertcbraun/
    /// CMS50FW holding the maker's document (V7), Nonin 6470-000-01.
    public var serialLine: SerialLine {
        switch self {
        case .contec5byte: SerialLine(baud: 19_200, parity: .odd, flowControl: .xonXoff)
        case .contecV7: SerialLine(baud: 115_200)
        case .noninDF2, .noninDF7: SerialLine(baud: 9600)
        }
    }

    /// What to send once after opening so that live data flows; empty where it flows by itself.
    ///
    /// Source: V7 command a1 (maker's document). The 9560 can be told its data format, the Xpod cannot; neither is
    /// written to here.
    public var startCommand: [UInt8] {
        self == .contecV7 ? [0x7D, 0x81, 0xA1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80] : []
    }

    /// What to send, and how often, so that live data goes on; `nil` where nothing is needed.
    ///
    /// Source: V7 command af; without it live data stops after about 30 s (MarkMLl's trace), the maker asks for 5 s.
    public var keepAlive: (command: [UInt8], every: Duration)? {
        guard self == .contecV7 else { return nil }
        return ([0x7D, 0x81, 0xAF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], .seconds(5))
    }
}
