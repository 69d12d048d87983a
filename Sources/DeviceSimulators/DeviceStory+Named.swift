/// The stories that can be told by name.
extension DeviceStory {
    public struct Named: Sendable {
        public let name: String
        /// What happens, in a clause.
        public let abstract: String
        /// As a person would have written it.
        public let lines: String
    }

    public static let named = [
        Named(name: "steady", abstract: "a well child, SpO2 97 and pulse 118, for as long as it plays", lines: steady),
        Named(
            name: "desaturation", abstract: "SpO2 falls to 88 at 1:00, stays for two minutes and comes back",
            lines: desaturation),
        Named(
            name: "probe-off", abstract: "the sensor comes off at 1:00 and is put back after two minutes",
            lines: probeOff),
        Named(
            name: "unplugged",
            abstract: "the plug is pulled at 1:00 and put back, under another name, after one minute",
            lines: unplugged),
    ]

    private static let steady = """
        0:00  spo2 97.5 hr 118
        """

    private static let desaturation = """
        0:00  spo2 97.5 hr 118
        1:00  spo2 97.5 hr 118
        1:15  spo2 88 hr 127
        3:15  spo2 88 hr 128
        3:40  spo2 97 hr 121
        5:00  spo2 97.5 hr 118
        """

    private static let probeOff = """
        0:00  spo2 97.5 hr 118
        1:00  probe-off
        3:00  searching
        3:05  spo2 97.5 hr 120
        """

    private static let unplugged = """
        0:00  spo2 97.5 hr 118
        1:00  unplugged
        2:00  spo2 97.5 hr 120
        """
}
