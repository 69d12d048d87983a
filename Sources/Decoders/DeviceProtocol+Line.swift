/// How the line is set, and the few bytes that are ever sent.
extension DeviceProtocol {
    /// The line settings most devices of this protocol use.
    ///
    /// Sources: atbrask/CMS50Dplus and OSCAR `serialoximeter.cpp` (5-byte; some boards run at 4800 baud), zh2x/
    /// SpO2-USB-for-Android (BCI), albertcbraun/CMS50FW holding the maker's document (V7), Nonin 6470-000-01 and the
    /// hand-helds' manuals, Rad-8 manual (Masimo), mdpnp `nellcor-n595.spec` (some Nellcor are set to 19,200 baud), zh2x/
    /// bm-monitor-web-dev (PM6750), glucometerutils (TaiDoc's cable). USB-HID has no line; a Bluetooth gateway's is its
    /// own, 115,200 baud as a rule.
    public var serialLine: SerialLine {
        switch self {
        case .contec5byte: SerialLine(baud: 19_200, parity: .odd, flowControl: .xonXoff)
        case .taidoc: SerialLine(baud: 19_200)
        case .noninDF1, .noninDF2, .noninDF7, .noninDF8, .noninDF13, .noninASCII, .masimoASCII1, .nellcorASCII:
            SerialLine(baud: 9600)
        case .berryBCI, .contecV7, .contecEB, .berryPM6750, .viatomLegacy, .viatomOxyII, .viatomPC60,
            .bluetoothOximetry, .bluetoothSpotOximetry, .bluetoothTemperature, .bluetoothHeartRate, .berryV15,
            .choiceMMedUART, .jumper, .medicalDeviceData:
            SerialLine(baud: 115_200)
        }
    }

    /// What to send once after opening so that live data flows; empty where it flows by itself.
    ///
    /// Sources: V7 command a1 (maker's document); EB 9b 00 and 9b 01, waves and numbers (icefest/pulseoxdl); PM6750 ECG,
    /// SpO2 and temperature on (zh2x/bm-monitor-web-dev), never 02, which inflates the cuff. The 9560 can be told its data
    /// format, the Xpod cannot; neither is written to here. A TaiDoc device answers with its last record each time it
    /// is asked, however old, so it is not asked.
    public var startCommand: [UInt8] {
        switch self {
        case .contecV7: [0x7D, 0x81, 0xA1, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80]
        case .contecEB: [0x9B, 0x00, 0x1B, 0x9B, 0x01, 0x1C]
        case .berryPM6750:
            [
                0x55, 0xAA, 0x04, 0x01, 0x01, 0xF9, 0x55, 0xAA, 0x04, 0x03, 0x01, 0xF7, 0x55, 0xAA, 0x04, 0x04, 0x01,
                0xF6,
            ]
        default: []
        }
    }

    /// What to send, and how often, so that live data goes on; `nil` where nothing is needed.
    ///
    /// Sources: V7 command af; without it live data stops after about 30 s (MarkMLl's trace), the maker asks for 5 s. EB
    /// 9a every 5 s (icefest/pulseoxdl). Viatom's ring speaks only when asked: 17, read numbers, every 2 s (ecostech/
    /// viatom-ble).
    public var keepAlive: (command: [UInt8], every: Duration)? {
        switch self {
        case .contecV7: ([0x7D, 0x81, 0xAF, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], .seconds(5))
        case .contecEB: ([0x9A, 0x1A], .seconds(5))
        case .viatomLegacy: ([0xAA, 0x17, 0xE8, 0x00, 0x00, 0x00, 0x00, 0x1B], .seconds(2))
        default: nil
        }
    }
}
