import Decoders
import Recordings
import Vitals

/// Recordings of the devices that came after the first three.
extension SimulatedCatalogue {
    static let others: [(path: String, recording: SimulatedRecording)] = [
        ("berry-bm1000/recordings/edges.rec", edges(.berryBCI, "Berry", "BM1000", "serial 115200 8N1")),
        ("contec-cms50e-2/recordings/edges.rec", edges(.contecEB, "Contec", "CMS50E, hardware 2", "USB-HID, 64 bytes")),
        ("contec-cms50e-2/recordings/download-automatic.rec", automaticDownload),
        ("contec-cms50e-2/recordings/download-manual.rec", manualDownload),
        ("nonin-xpod-3012/recordings/edges-df1.rec", edges(.noninDF1, "Nonin", "Xpod 3012", "serial 9600 8N1")),
        ("nonin-xpod-3012/recordings/edges-df8.rec", edges(.noninDF8, "Nonin", "Xpod 3012", "serial 9600 8N1")),
        ("nonin-9560/recordings/spot.rec", noninSpot),
        ("nonin-2500/recordings/edges.rec", edges(.noninASCII, "Nonin", "2500", "serial 9600 8N1")),
        ("masimo-rad-8/recordings/edges.rec", edges(.masimoASCII1, "Masimo", "Rad-8", "serial 9600 8N1")),
        ("nellcor-n-560/recordings/edges.rec", nellcor),
        ("viatom-o2ring/recordings/edges.rec", edges(.viatomLegacy, "Viatom", "O2Ring", "Bluetooth bridge")),
        ("viatom-o2ring-s/recordings/edges.rec", edges(.viatomOxyII, "Viatom", "O2Ring S", "USB-HID, 64 bytes")),
        ("viatom-pc-60fw/recordings/edges.rec", edges(.viatomPC60, "Viatom", "PC-60FW", "Bluetooth bridge")),
        ("berry-pm6750/recordings/edges.rec", edges(.berryPM6750, "Berry", "PM6750", "serial 115200 8N1")),
        ("taidoc-td-8255/recordings/records.rec", taidoc),
        (
            "bluetooth-oximeter/recordings/edges.rec",
            edges(.bluetoothOximetry, "any", "with PLX 2A5F", "gateway, lines")
        ),
        (
            "bluetooth-oximeter/recordings/spot.rec",
            edges(.bluetoothSpotOximetry, "any", "with PLX 2A5E", "gateway, lines")
        ),
        ("bluetooth-thermometer/recordings/fever.rec", fever),
        (
            "bluetooth-heart-rate/recordings/edges.rec",
            edges(.bluetoothHeartRate, "any", "with HRS 2A37", "gateway, lines")
        ),
        (
            "berry-bluetooth-v15/recordings/edges.rec",
            edges(.berryV15, "Berry", "V1.5", "Bluetooth bridge", seconds: 32)
        ),
        ("berry-bluetooth-v15/recordings/wrong-sums.rec", wrongSums),
        (
            "choicemmed-md300c29/recordings/edges.rec",
            edges(.choiceMMedUART, "ChoiceMMed", "MD300C29", "test pads, serial 115200 8N1", seconds: 32)
        ),
        ("jumper-jpd-500/recordings/edges.rec", jumper),
        (
            "continua-oximeter/recordings/edges.rec",
            edges(.medicalDeviceData, "any", "with IEEE 11073-20601", "bridge that keeps the association")
        ),
        ("continua-oximeter/recordings/association.rec", association),
    ]

    /// The story of the first three, a minute of it: formats of a line a second need ten lines after noise.
    private static func edges(
        _ deviceProtocol: DeviceProtocol, _ maker: String, _ model: String, _ link: String, seconds: Int = 60
    ) -> SimulatedRecording {
        SimulatedRecording(
            SimulatedOximeter(deviceProtocol, edgeStory(weakSignal: .weakSignal)),
            about: about("Edges", maker, model, link, edgeNotes),
            sendingSeconds: seconds, inserted: [8: noise], lost: [9: 2])
    }

    private static let automaticDownload = SimulatedRecording(
        SimulatedOximeter(.contecEB, [.init(0, spO2: 97.5, heartRate: 110)]),
        about: about(
            "An automatic recording from memory", "Contec", "CMS50E, hardware 2", "USB-HID, 64 bytes",
            "At 5 s the device sends 120 stored seconds: SpO2 falls from 98 to 80 and back, pulse 100 to 159 and 250."),
        sendingSeconds: 8,
        inserted: [
            5: SimulatedContecEB.automaticDownload((0..<120).map(storedSecond))
        ])

    /// A dip of a minute, and one second's pulse out of reach of its neighbours'.
    private static func storedSecond(_ second: Int) -> (spO2: Int, pulse: Int) {
        let place = second % 60
        let dip = min(place, 60 - place) * 18 / 30
        return (98 - dip, second == 77 ? 250 : 100 + place)
    }

    private static func storedSecondOrArtefact(_ second: Int) -> (spO2: Int?, pulse: Int?) {
        second < 27 ? (nil, nil) : (94 + second % 5, 126 + second % 5)
    }

    private static let manualDownload = SimulatedRecording(
        SimulatedOximeter(.contecEB, [.init(0, spO2: 97.5, heartRate: 110)]),
        about: about(
            "A manual recording from memory", "Contec", "CMS50E, hardware 2", "USB-HID, 64 bytes",
            "At 5 s the device sends 81 stored seconds: 27 artefacts, then SpO2 94 to 98 and pulse 126 to 130."),
        sendingSeconds: 8,
        inserted: [
            5: SimulatedContecEB.manualDownload(
                (0..<81).map(storedSecondOrArtefact))
        ])

    /// One measurement from memory, then one of now; the seconds between are silent.
    private static let noninSpot = SimulatedRecording(
        SimulatedOximeter(.noninDF13, [.init(0, spO2: 97.5, heartRate: 131, quality: .smartPoint)]),
        about: about(
            "Measurements", "Nonin", "9560 Onyx II", "Bluetooth SPP",
            "Two measurements from memory, noise, then one each second for 4 s; real ones come minutes apart."),
        sendingSeconds: 4,
        inserted: [
            0: fromMemory,
            1: noise,
        ])

    private static var fromMemory: [UInt8] {
        let first = SimulatedFrames.noninDF13(.init(spO2: 91, heartRate: 300), second: -600, isFromMemory: true)
        let second = SimulatedFrames.noninDF13(
            .init(spO2: nil, heartRate: 88, quality: .lowBattery), second: -300, isFromMemory: true, serial: "000000000"
        )
        return first + second
    }

    private static let nellcor = SimulatedRecording(
        SimulatedOximeter(.nellcorASCII, edgeStory(weakSignal: .outOfTrack)),
        about: about("Edges", "Nellcor", "N-560", "serial 9600 8N1", edgeNotes + " A page begins at 40 s."),
        sendingSeconds: 80, inserted: [0: SimulatedLines.nellcorHeader, 8: noise, 40: SimulatedLines.nellcorHeader])

    /// A second of frames as devices send them that never get the sum right, in front of each second's own.
    private static let wrongSums = SimulatedRecording(
        SimulatedOximeter(.berryV15, [.init(0, spO2: 97.5, heartRate: 131)]),
        about: about(
            "Wrong sums", "Berry", "V1.5", "Bluetooth bridge",
            "From 2 to 5 s a hundred frames whose last byte is ce stand in front of each second's own; at 6 s a version."
        ),
        sendingSeconds: 8,
        inserted: Dictionary(
            uniqueKeysWithValues: (2...5).map { ($0, framesWithWrongSum) }
                + [(6, [0xFF, 0xAA] + Array("SV1.05".utf8) + Array(repeating: 0, count: 12))]))

    private static var framesWithWrongSum: [UInt8] {
        (0..<100).flatMap {
            SimulatedOthers.berryV15(.init(spO2: 91, heartRate: 140), number: $0, wave: 40, sum: 0xCE)
        }
    }

    private static let jumper = SimulatedRecording(
        SimulatedOximeter(.jumper, edgeStory(weakSignal: .weakSignal)),
        about: about(
            "Edges", "Jumper", "JPD-500F", "Bluetooth bridge",
            edgeNotes + " A packet of wave at 30 and 31 s; what a real one carries is not known."),
        sendingSeconds: 60, inserted: [8: noise, 30: wavePacket, 31: wavePacket], lost: [9: 2])

    private static let wavePacket: [UInt8] = [0x80, 0x10, 0x20, 0x30, 0x40, 0x30, 0x20]

    /// The question every such device begins with, and reports behind it, as when a bridge answered.
    private static let association = SimulatedRecording(
        SimulatedOximeter(.medicalDeviceData, [.init(0, spO2: 97.5, heartRate: 131)]),
        about: about(
            "A question for an association", "any", "with IEEE 11073-20601", "USB or Bluetooth, no answer",
            "The question with configuration 0190, then a report each second."),
        sendingSeconds: 4, inserted: [0: associationRequest])

    private static let associationRequest: [UInt8] =
        [0xE2, 0x00, 0x00, 0x32, 0x80, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x2A, 0x50, 0x79, 0x00, 0x26, 0x80, 0x00]
        + [0x00, 0x00, 0x80, 0x00, 0x80, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x80, 0x00, 0x00, 0x00, 0x08]
        + Array(repeating: 0, count: 8) + [0x01, 0x90, 0x00, 0x01, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00]

    private static let taidoc = SimulatedRecording(
        SimulatedOximeter(.taidoc, [.init(0, spO2: 96.5, heartRate: 131)]),
        about: about(
            "Records", "TaiDoc", "TD-8255, TD-1241", "CP2110, 8 bytes",
            "A temperature of 38.5, one of an object, an echoed question, then an oximeter's record each second."),
        sendingSeconds: 3,
        inserted: [
            0: temperatures,
            1: noise,
        ])

    private static var temperatures: [UInt8] {
        let body = SimulatedFrames.taidocTemperature(tenths: 385, second: 0)
        let object = SimulatedFrames.taidocTemperature(tenths: 215, second: 60)
        return body + object + SimulatedFrames.taidoc(0x49, [0, 0, 0, 0], isAnswer: false)
    }

    private static let fever = SimulatedRecording(
        SimulatedOximeter(.bluetoothTemperature, [.init(0, spO2: nil, heartRate: nil)]),
        about: about(
            "Temperatures", "any", "with HTS 2A1C", "gateway, lines",
            "Fahrenheit with a time, an object's temperature, none, a battery's value between, then 37.1 each second."),
        sendingSeconds: 3,
        inserted: [
            0: Array(
                """
                {"char":"2a1c","value":"03fc0300ffea070b15071e05","device":"simulated"}
                2a1c 0010030000
                2a1c 00ffff7f00
                2a19 5f

                """.utf8)
        ])
}
