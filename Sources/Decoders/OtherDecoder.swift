/// The formats that are not inlined into the stream: those of few frames, long frames, or lines of text.
struct OtherDecoder: BitwiseCopyable {
    private enum Machine: BitwiseCopyable {
        /// The protocol is decoded in the stream itself.
        case none
        case contecEB(ContecEB)
        case noninDF1, noninDF8, noninDF13
        case line(TextFormat)
        case viatomLegacy, viatomOxyII
        case viatomPC60(ViatomPC60)
        case berryPM6750, berryV15
        case choiceMMed, jumper
        case medicalDevice(MedicalDeviceData)
        case taidoc(TaiDoc)
    }

    private var machine: Machine

    init(_ deviceProtocol: DeviceProtocol) {
        machine =
            switch deviceProtocol {
            case .contecEB: .contecEB(ContecEB())
            case .noninDF1: .noninDF1
            case .noninDF8: .noninDF8
            case .noninDF13: .noninDF13
            case .viatomLegacy: .viatomLegacy
            case .viatomOxyII: .viatomOxyII
            case .viatomPC60: .viatomPC60(ViatomPC60())
            case .berryPM6750: .berryPM6750
            case .berryV15: .berryV15
            case .choiceMMedUART: .choiceMMed
            case .jumper: .jumper
            case .medicalDeviceData: .medicalDevice(MedicalDeviceData())
            case .taidoc: .taidoc(TaiDoc())
            case .masimoASCII1: .line(.masimo)
            case .nellcorASCII: .line(.nellcor)
            case .bluetoothOximetry: .line(.bluetooth(.oximetry))
            case .bluetoothSpotOximetry: .line(.bluetooth(.spotOximetry))
            case .bluetoothTemperature: .line(.bluetooth(.temperature))
            case .bluetoothHeartRate: .line(.bluetooth(.heartRate))
            case .noninASCII: .line(.nonin)
            case .contec5byte, .berryBCI, .contecV7, .noninDF2, .noninDF7: .none
            }
    }

    /// A Contec EB's last wave was weak or was not.
    mutating func noteWave(isWeak: Bool) {
        guard case .contecEB(var contec) = machine, contec.isWeak != isWeak else { return }
        contec.isWeak = isWeak
        machine = .contecEB(contec)
    }

    @inline(never)
    func scan(_ bytes: Span<UInt8>, lookedAtCount: Int) -> FrameScan {
        switch machine {
        case .none: .noise(byteCount: bytes.count)
        case .contecEB: ContecEB.scan(bytes)
        case .noninDF1: NoninSlow.scan(bytes, frameByteCount: NoninSlow.format1ByteCount)
        case .noninDF8: NoninSlow.scan(bytes, frameByteCount: NoninSlow.format8ByteCount)
        case .noninDF13: NoninDF13.scan(bytes)
        case .line: TextLine.scan(bytes, lookedAtCount: lookedAtCount)
        case .viatomLegacy: ViatomLegacy.scan(bytes)
        case .viatomOxyII: ViatomOxyII.scan(bytes)
        case .viatomPC60: ViatomPC60.scan(bytes)
        case .berryPM6750: BerryPM6750.scan(bytes)
        case .berryV15: BerryV15.scan(bytes)
        case .choiceMMed: ChoiceMMedUART.scan(bytes)
        case .jumper: Jumper.scan(bytes)
        case .medicalDevice: MedicalDeviceData.scan(bytes)
        case .taidoc: TaiDoc.scan(bytes)
        }
    }

    @inline(never)
    mutating func decode(_ frame: Span<UInt8>) -> FrameContent {
        switch machine {
        case .none: return .nothing
        case .contecEB(var contec):
            let content = contec.decode(frame)
            machine = .contecEB(contec)
            return content
        case .viatomPC60(var oximeter):
            let content = oximeter.decode(frame)
            machine = .viatomPC60(oximeter)
            return content
        case .taidoc(var meter):
            let content = meter.decode(frame)
            machine = .taidoc(meter)
            return content
        case .noninDF1, .noninDF8: return NoninSlow.decode(frame)
        case .noninDF13: return NoninDF13.decode(frame)
        case .line(let format): return format.decode(frame.extracting(TextLine.text(frame)))
        case .viatomLegacy: return ViatomLegacy.decode(frame)
        case .viatomOxyII: return ViatomOxyII.decode(frame)
        case .berryPM6750: return BerryPM6750.decode(frame)
        case .berryV15: return BerryV15.decode(frame)
        case .choiceMMed: return ChoiceMMedUART.decode(frame)
        case .jumper: return Jumper.decode(frame)
        case .medicalDevice(var device):
            let content = device.decode(frame)
            machine = .medicalDevice(device)
            return content
        }
    }
}
