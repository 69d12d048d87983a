/// A wire protocol this project decodes, and what must be known about it before the first byte is read.
///
/// A protocol is named by a profile or a user, never guessed: without a check byte one maker's stream decodes as
/// another's for seconds at a time.
public enum DeviceProtocol: String, CaseIterable, Sendable, BitwiseCopyable {
    /// Contec CMS50D+ before 4.6, old CMS50E and F, many OEM boards: five bytes, no check.
    case contec5byte = "contec-5byte"
    /// Berry BM1000, BM2000 and rebrands: the same five bytes with other flags.
    case berryBCI = "berry-bci"
    /// Contec CMS50D+ 4.6, CMS50E, F, I, H, EW, FW on serial: packets of 2 to 9 bytes, no check.
    case contecV7 = "contec-v7"
    /// Contec CMS50E and F with hardware 2.x, Beurer PO80, Pulox PO-400 on USB-HID: messages with a 7-bit sum.
    case contecEB = "contec-eb"
    /// Nonin data format 1: three bytes a second, no check.
    case noninDF1 = "nonin-df1"
    /// Nonin data format 2 (Xpod, OEM III, 9560, 3150): 25 frames of five bytes a packet, each with a check.
    case noninDF2 = "nonin-df2"
    /// Nonin data format 7: as format 2 with a 16-bit wave and no start byte.
    case noninDF7 = "nonin-df7"
    /// Nonin data format 8: four bytes a second, no check.
    case noninDF8 = "nonin-df8"
    /// Nonin data format 13 (9560, 3150): one measurement with its time and a check.
    case noninDF13 = "nonin-df13"
    /// Nonin 2500, 8500, 9600, 9700, 9847: a line a second.
    case noninASCII = "nonin-ascii"
    /// Masimo Rad-8, Rad-87, Radical, Rad-57, output ASCII 1: a line a second.
    case masimoASCII1 = "masimo-ascii1"
    /// Nellcor N-560, N-595, N-600x, NPB-290, NPB-295, N-395: a line every two seconds or so.
    case nellcorASCII = "nellcor-ascii"
    /// Viatom O2Ring, Checkme O2, SleepU, WearO2, BabyO2: answers with a CRC.
    case viatomLegacy = "viatom-legacy"
    /// Viatom O2Ring S: frames with a CRC.
    case viatomOxyII = "viatom-oxyii"
    /// Viatom PC-60FW and relatives: frames with a CRC.
    case viatomPC60 = "viatom-pc60"
    /// Berry PM6750 and PM6100 boards: packets with a sum; respiratory rate and temperature too.
    case berryPM6750 = "berry-pm6750"
    /// TaiDoc and FORA oximeters and thermometers: eight bytes with a sum, a record each.
    case taidoc = "taidoc"
    /// Bluetooth PLX Continuous Measurement, a value a line.
    case bluetoothOximetry = "ble-plx-2a5f"
    /// Bluetooth PLX Spot-Check Measurement, a value a line.
    case bluetoothSpotOximetry = "ble-plx-2a5e"
    /// Bluetooth Temperature Measurement, a value a line.
    case bluetoothTemperature = "ble-hts-2a1c"
    /// Bluetooth Heart Rate Measurement, a value a line.
    case bluetoothHeartRate = "ble-hr-2a37"
    /// Newer Berry Bluetooth oximeters: twenty bytes with a sum that some devices get wrong.
    case berryV15 = "berry-v15"
    /// ChoiceMMed MD300C29, at the test pads inside: seventeen bytes, no check.
    case choiceMMedUART = "choicemmed-md300c29"
    /// Jumper JPD-500E and F: four bytes a second, no check.
    case jumper = "jumper"
    /// IEEE 11073-20601 scan reports of "Continua" oximeters, from a capture or a bridge that keeps the association.
    case medicalDeviceData = "ieee-20601"
}

/// What makes a frame, and enough of them, believable.
extension DeviceProtocol {
    /// What stands for a frame's truth once the line is locked.
    enum Proof: BitwiseCopyable {
        /// A check of its own bytes, or a whole line of text of a fixed form.
        case ownCheck
        /// Frames back to back behind it, a sixth of a second of them.
        case framesBehind
        /// One later frame, since the format sends one a second.
        case laterFrame
        /// The next frame right behind: its marks are as good as a check.
        case nextFrame
    }

    /// Whether a frame proves itself, by a check of its own bytes or as a line of text of a fixed form.
    public var isChecked: Bool { proof == .ownCheck }

    @inline(__always)
    var proof: Proof {
        switch self {
        case .contec5byte, .berryBCI, .contecV7, .choiceMMedUART: .framesBehind
        case .noninDF1, .noninDF8, .jumper: .laterFrame
        case .berryV15: .nextFrame
        default: .ownCheck
        }
    }

    /// Bytes a second while the device measures, padding apart; `nil` for devices that send when asked or when they
    /// have something to say.
    ///
    /// Sources: Contec 5-byte 60 frames (CMS-P `cms_protocol.pdf`), BCI 100 frames (zh2x/BCI_Protocol v1.2), V7 60 packets
    /// (maker's "Communication protocol of pulse oximeter V7.0"), EB 59 waves of 6 bytes and one message of 8 (measured on
    /// icefest/pulseoxdl's capture), MD300C29 120 frames of 17 bytes (6,842 in 57 s, one capture), Nonin 75 frames (9560 specification 6470-000-01). Lines of text are of the lengths
    /// in the makers' manuals.
    public var expectedByteRate: Int? {
        switch self {
        case .contec5byte: 300
        case .berryBCI: 500
        case .contecV7: 540
        case .contecEB: 362
        case .noninDF1: 3
        case .noninDF8, .jumper: 4
        case .choiceMMedUART: 2040
        case .noninDF2, .noninDF7: 375
        case .noninASCII: 20
        case .masimoASCII1: 130
        case .noninDF13, .nellcorASCII, .viatomLegacy, .viatomOxyII, .viatomPC60, .berryPM6750, .taidoc,
            .bluetoothOximetry, .bluetoothSpotOximetry, .bluetoothTemperature, .bluetoothHeartRate, .berryV15,
            .medicalDeviceData:
            nil
        }
    }

    /// How far the rate may be from that, in per cent of it.
    var rateTolerancePercent: Int {
        switch self {
        case .contec5byte, .berryBCI: Limits.dialectRateTolerancePercent
        default: Limits.rateTolerancePercent
        }
    }

    /// Frames that must stand back to back before a reading counts. Spot measurements with a check count at once.
    public var frameCountToLock: Int {
        switch self {
        case .contec5byte, .berryBCI, .contecV7, .contecEB, .noninDF2, .noninDF7, .berryV15, .choiceMMedUART:
            Limits.frameCountToLock
        case .noninDF1, .noninDF8, .noninASCII, .masimoASCII1, .nellcorASCII, .jumper: Limits.slowFrameCountToLock
        case .viatomLegacy, .viatomOxyII, .viatomPC60, .berryPM6750, .bluetoothOximetry, .bluetoothHeartRate:
            Limits.checkedFrameCountToLock
        case .noninDF13, .taidoc, .bluetoothSpotOximetry, .bluetoothTemperature, .medicalDeviceData: 1
        }
    }

    /// How long a good line of this device may be read before it is locked. Until then it is not called unreadable.
    public var timeToLock: Duration {
        switch self {
        case .noninDF1, .noninDF8, .noninASCII, .masimoASCII1, .jumper: .seconds(Limits.slowFrameCountToLock)
        // It may be set to one frame a second.
        case .berryV15: .seconds(Limits.frameCountToLock)
        case .nellcorASCII: .seconds(2 * Limits.slowFrameCountToLock)
        case .viatomLegacy: .seconds(2 * Limits.checkedFrameCountToLock)
        default: .seconds(Limits.checkedFrameCountToLock)
        }
    }

    /// Frames that must stand back to back before readings count again after a single skip.
    var frameCountToConfirm: Int {
        switch self {
        case .contec5byte, .berryBCI, .contecV7, .contecEB, .noninDF2, .noninDF7, .berryV15, .choiceMMedUART:
            Limits.frameCountToConfirm
        case .noninDF1, .noninDF8, .noninASCII, .masimoASCII1, .nellcorASCII, .jumper: Limits.slowFrameCountToConfirm
        default: 1
        }
    }

    /// Whether frames come many a second, so that a locked line's are read in runs.
    var sendsRuns: Bool {
        switch self {
        case .contec5byte, .berryBCI, .contecV7, .contecEB, .noninDF2, .noninDF7, .berryV15, .choiceMMedUART: true
        case .noninDF1, .noninDF8, .noninDF13, .noninASCII, .masimoASCII1, .nellcorASCII, .viatomLegacy, .viatomOxyII,
            .viatomPC60, .berryPM6750, .taidoc, .bluetoothOximetry, .bluetoothSpotOximetry, .bluetoothTemperature,
            .bluetoothHeartRate, .jumper, .medicalDeviceData:
            false
        }
    }

    /// Whether each vital sign comes in a packet of its own, to be joined over a second.
    var sendsSignsApart: Bool { self == .berryPM6750 }

    /// With this many bytes in hand a scan always says what stands there.
    public var longestFrameByteCount: Int {
        switch self {
        case .contec5byte, .berryBCI, .contecV7, .noninDF1, .noninDF2, .noninDF7, .noninDF8, .taidoc: 9
        case .contecEB, .noninDF13: 31
        case .berryV15: BerryV15.byteCount
        case .choiceMMedUART: ChoiceMMedUART.byteCount
        case .jumper: Limits.jumperPacketByteCount
        case .medicalDeviceData: MedicalDeviceData.headByteCount + Limits.medicalDeviceDataByteCount
        case .noninASCII, .masimoASCII1, .nellcorASCII, .bluetoothOximetry, .bluetoothSpotOximetry,
            .bluetoothTemperature, .bluetoothHeartRate:
            Limits.longestLineByteCount
        case .viatomLegacy, .viatomOxyII: Limits.longestFrameByteCount
        case .viatomPC60: 4 + Limits.pc60DataByteCount
        case .berryPM6750: 2 + Limits.pm6750DataByteCount
        }
    }
}
