import Decoders
import Recordings
import Vitals

/// Every recording under `devices/` that simulators made, by its path there. A test makes them again and compares.
public enum SimulatedCatalogue {
    public static let recordings: [(path: String, recording: SimulatedRecording)] = oximeters + others

    private static let oximeters: [(path: String, recording: SimulatedRecording)] = [
        ("contec-cms50e/recordings/night-desaturation.rec", nightDesaturation),
        ("contec-cms50e/recordings/edges.rec", contecV7Edges),
        ("contec-cms50d-plus/recordings/edges.rec", contecFiveByteEdges),
        ("contec-cms50d-plus/recordings/download.rec", contecFiveByteDownload),
        ("nonin-xpod-3012/recordings/night-tachycardia.rec", nightTachycardia),
        ("nonin-xpod-3012/recordings/edges-df2.rec", noninEdges(.noninDF2)),
        ("nonin-xpod-3012/recordings/edges-df7.rec", noninEdges(.noninDF7)),
    ]

    /// SpO2 falls to 88 at 3:00 for 75 s and recovers; from 8:30 on the device is silent until 24:00.
    private static let nightDesaturation = SimulatedRecording(
        SimulatedOximeter(
            .contecV7,
            [
                .init(0, spO2: 97.5, heartRate: 118), .init(180, spO2: 97.5, heartRate: 118),
                .init(200, spO2: 88, heartRate: 127, quality: .spO2Falling),
                .init(275, spO2: 88, heartRate: 128), .init(290, spO2: 97, heartRate: 121),
                .init(320, spO2: 97.5, heartRate: 118),
            ]),
        about: about(
            "A desaturation, then silence", "Contec", "CMS50E", "serial 115200 8N1",
            "SpO2 falls to 88 at 3:00, stays for 75 s, recovers. Nothing is sent from 8:30 to 24:00."),
        sendingSeconds: 510, totalSeconds: 1440)

    /// Pulse 108 rises to about 166 at 4:00 for 6 min; the sensor is unplugged for 150 s at 14:00.
    private static let nightTachycardia = SimulatedRecording(
        SimulatedOximeter(
            .noninDF2,
            [
                .init(0, spO2: 98, heartRate: 108, quality: .smartPoint),
                .init(240, spO2: 98, heartRate: 108, quality: .smartPoint),
                .init(270, spO2: 97.5, heartRate: 166.5, quality: .smartPoint),
                .init(630, spO2: 97.5, heartRate: 166.5, quality: .smartPoint),
                .init(660, spO2: 98, heartRate: 110, quality: .smartPoint),
                .init(840, spO2: nil, heartRate: nil, signal: .probeOff),
                .init(990, spO2: 98, heartRate: 110, quality: .smartPoint),
            ]),
        about: about(
            "A tachycardia, then a disconnected sensor", "Nonin", "Xpod 3012", "serial 9600 8N1",
            "Pulse rises over 30 s from 4:00 to about 166, stays for 6 min, falls back. Sensor off from 14:00 to 16:30."
        ),
        sendingSeconds: 1440)

    private static let contecV7Edges = SimulatedRecording(
        SimulatedOximeter(.contecV7, edgeStory(weakSignal: .weakSignal)),
        about: about("Edges", "Contec", "CMS50E", "serial 115200 8N1", edgeNotes + " A reply of the device at 18 s."),
        sendingSeconds: 32,
        inserted: [8: noise, 9: cutV7Frame, 18: SimulatedContec.v7Packet(type: 0x0B, [0xAF, 0x00])])

    private static let contecFiveByteEdges = SimulatedRecording(
        SimulatedOximeter(.contec5byte, edgeStory(weakSignal: .weakSignal)),
        about: about(
            "Edges", "Contec", "CMS50D+", "serial 19200 8O1", edgeNotes + " At 18 s a frame of a clone: 0 and 0."),
        sendingSeconds: 32,
        inserted: [8: noise, 9: [0x85, 0x40], 18: [0x85, 0x40, 0x07, 0x00, 0x00]])

    private static let contecFiveByteDownload = SimulatedRecording(
        SimulatedOximeter(.contec5byte, [.init(0, spO2: 97.5, heartRate: 110)]),
        about: about(
            "A download from memory", "Contec", "CMS50D+", "serial 19200 8O1",
            "At 5 s the device sends 12 stored seconds: pulse 120 to 131, one second without a value."),
        sendingSeconds: 8,
        inserted: [
            5: SimulatedContec.fiveByteDownload(
                (0..<12).map { $0 == 6 ? (127, 255) : (96, 120 + UInt8($0)) })
        ])

    private static func noninEdges(_ deviceProtocol: DeviceProtocol) -> SimulatedRecording {
        SimulatedRecording(
            SimulatedOximeter(deviceProtocol, edgeStory(weakSignal: .lowPerfusion)),
            about: about(
                "Edges", "Nonin", "Xpod 3012", "serial 9600 8N1",
                edgeNotes + " A packet breaks off at 10 s; low battery from 26 s."),
            sendingSeconds: 32, inserted: [8: noise, 10: brokenPacket(deviceProtocol)], lost: [9: 12])
    }

    /// Pulse up through 128 and 255 where the format can, warnings, probe off, searching, back.
    static func edgeStory(weakSignal: Quality) -> [SimulatedOximeter.Waypoint] {
        [
            .init(0, spO2: 98, heartRate: 120), .init(12, spO2: 96, heartRate: 140),
            .init(14, spO2: 95, heartRate: 140, quality: [.artefact, .motion]),
            .init(16, spO2: 95, heartRate: 240, quality: weakSignal), .init(18, spO2: nil, heartRate: 130),
            .init(19, spO2: 96, heartRate: nil), .init(20, spO2: nil, heartRate: nil, signal: .probeOff),
            .init(23, spO2: nil, heartRate: nil, signal: .searching),
            .init(25, spO2: 94, heartRate: 131, quality: .spO2Falling),
            .init(26, spO2: 97, heartRate: 127, quality: [.lowBattery, .marginalPerfusion]),
        ]
    }

    static let edgeNotes =
        "Pulse through 128 to 240, noise at 8 s, a cut frame at 9 s, artefact, weak signal, one value missing, "
        + "probe off at 20 s, searching at 23 s."

    private static let cutV7Frame: [UInt8] = [0x01, 0xE0, 0x85]

    /// Seven frames and two bytes of a packet.
    private static func brokenPacket(_ deviceProtocol: DeviceProtocol) -> [UInt8] {
        let display = SimulatedOximeter.Display(spO2: 60, heartRate: 200)
        return Array(SimulatedNonin.packet(display, deviceProtocol, timer: 0, wave: { _ in 0 }).prefix(37))
    }

    static var noise: [UInt8] {
        var noise = SimulatedNoise(seed: 1)
        return noise.bytes(48)
    }

    static func about(
        _ name: String, _ maker: String, _ model: String, _ link: String, _ notes: String
    ) -> [RecordingHeader.About] {
        [
            .init(key: "Name", value: name), .init(key: "Maker", value: maker), .init(key: "Model", value: model),
            .init(key: "Link", value: link),
            .init(key: "Recorded", value: "never: made by spotward's simulator from the documented layout"),
            .init(key: "By", value: "SimulatedCatalogue in Sources/DeviceSimulators"),
            .init(key: "Licence", value: "Apache-2.0"), .init(key: "Notes", value: notes),
        ]
    }
}
