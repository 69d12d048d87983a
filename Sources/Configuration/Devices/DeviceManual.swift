/// The manual page of devices: `docs/man/spotward-devices.7`, in the macros of man(7).
public enum DeviceManual {
    public static func text(of catalogue: DeviceCatalogue) -> String {
        var lines = head
        for level in SupportLevel.allCases {
            lines += [".TP", ".B \(level.rawValue)", sentence(level.text)]
        }
        lines += [".SH PROFILES"]
        for profile in catalogue.all { lines += entry(profile) }
        return (lines + tail).joined(separator: "\n") + "\n"
    }

    private static func entry(_ profile: DeviceProfile) -> [String] {
        var lines = [
            ".TP", ".B \(escaped(profile.id))",
            sentence(profile.models.joined(separator: "; ")),
            ".br",
            sentence(
                "Gives \(profile.givesText); protocol \(profile.protocolName); known: \(profile.support.rawValue)"),
            ".br",
            sentence("\(profile.linkText.capitalisedFirst); \(profile.recognitionText)"),
        ]
        if let sent = sentText(profile) { lines += [".br", sentence(sent)] }
        if !profile.notConfirmed.isEmpty { lines += [".br", sentence("Not confirmed: \(profile.notConfirmed)")] }
        return lines
    }

    /// What is written to it, byte for byte.
    private static func sentText(_ profile: DeviceProfile) -> String? {
        var parts: [String] = []
        if !profile.start.isEmpty { parts.append("at the start " + profile.start.map(hex).joined(separator: ", ")) }
        if let keepAlive = profile.keepAlive {
            parts.append("every \(Quantity.text(keepAlive.every)) " + hex(keepAlive.bytes))
        }
        if !profile.stop.isEmpty { parts.append("at the end " + profile.stop.map(hex).joined(separator: ", ")) }
        return parts.isEmpty ? nil : "Written to it: " + parts.joined(separator: "; ")
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
    }

    private static let head = [
        #".\" Made from the profiles in devices/ by 'spotward devices manual'; change those."#,
        #".TH SPOTWARD\-DEVICES 7 "" spotward "spotward manual""#,
        ".SH NAME",
        #"spotward\-devices \- the devices spotward reads"#,
        ".SH DESCRIPTION",
        "A profile says how a family of devices is known, how its line is set, and which bytes may be sent to it.",
        "The configuration names one with",
        ".IR profile: .",
        ".PP",
        "A device that is offered is shown by",
        #".B spotward devices scan"#,
        "and opened only when a person has named it: many devices share the chip in the cable.",
        "Nothing is written to a port that is not named, and to one that is only what is listed here.",
        ".PP",
        "How well a device is known:",
    ]

    private static let tail = [
        ".SH FILES",
        ".TP",
        ".I /etc/udev/rules.d/70\\-spotward.rules",
        "Who may open the devices; printed by",
        ".BR \"spotward devices rules\" .",
        ".TP",
        ".I /dev/spotward/by\\-profile",
        "Links to the devices that are known for sure.",
        ".SH SEE ALSO",
        ".BR udev (7),",
        ".BR lsusb (8)",
    ]

    private static func sentence(_ text: String) -> String { escaped(text) + "." }

    /// A text that groff prints as it stands.
    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\e"
            case "-": escaped += "\\-"
            case "'": escaped += "\\(aq"
            case ".": escaped += escaped.isEmpty ? "\\&." : "."
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}

extension String {
    /// With its first letter as at the start of a sentence.
    fileprivate var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}
