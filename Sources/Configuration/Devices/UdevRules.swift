/// The rules that let the daemon open the devices of a catalogue: `deploy/udev/70-spotward.rules`.
///
/// After 60, where the kernel's own links are made, and before 73, where `uaccess` is put into effect. A rule sets access
/// and nothing else; only a device that is known for sure gets a link, and loses the joystick a HID oximeter passes for.
public enum UdevRules {
    public static func text(of catalogue: DeviceCatalogue) -> String {
        var lines = head
        for device in devices(of: catalogue) {
            lines += ["", "# \(device.comment)"]
            lines += device.rules
        }
        lines += ["", #"LABEL="spotward_end""#]
        return lines.joined(separator: "\n") + "\n"
    }

    private static let head = [
        "# Who may open the devices spotward knows. Made from the profiles in devices/ by 'spotward devices rules'.",
        "#",
        "# The group spotward and whoever sits at this machine get access. Most of these ids are those of a chip in a cable:",
        "# they open nothing by themselves. A device that is known for sure gets a link under /dev/spotward/by-profile.",
        "",
        #"ACTION=="remove", GOTO="spotward_end""#,
    ]

    /// One id, and all profiles it may be of.
    private struct Device {
        var subsystem: String
        var match: USBMatch
        /// Of the profile that is sure of it.
        var sureID: String?
        var ids: [String]

        var comment: String {
            "\(ids.joined(separator: ", ")): " + (sureID == nil ? "offered, a person names it" : "known for sure")
        }

        var rules: [String] {
            let parent = UdevRules.parent(match)
            let port = #"SUBSYSTEM=="\#(subsystem)", \#(parent), \"#
            let access = [port, #"  GROUP="spotward", MODE="0660", TAG+="uaccess""#]
            guard let sureID else { return access }
            // A rule of its own: where path_id knows no path, only the link is lost.
            let link = [
                port, #"  IMPORT{builtin}="path_id", SYMLINK+="spotward/by-profile/\#(sureID)-$env{ID_PATH_TAG}""#,
            ]
            guard subsystem == "hidraw" else { return access + link }
            return access + link + [#"SUBSYSTEM=="input", \#(parent), \"#, #"  ENV{ID_INPUT_JOYSTICK}="""#]
        }
    }

    /// Ids in the order of their numbers.
    private static func devices(of catalogue: DeviceCatalogue) -> [Device] {
        var found: [Device] = []
        for profile in catalogue.all {
            let subsystem =
                switch profile.link {
                case .hidraw: "hidraw"
                case .serial, .gateway: "tty"
                }
            for match in profile.matches {
                let index = found.firstIndex { $0.subsystem == subsystem && $0.match == match }
                var device = index.map { found[$0] } ?? Device(subsystem: subsystem, match: match, ids: [])
                device.ids.append(profile.id)
                // Of two that are sure the first by name: a link leads to one place.
                if profile.isSure { device.sureID = device.sureID ?? profile.id }
                if let index { found[index] = device } else { found.append(device) }
            }
        }
        return found.sorted { a, b in
            let (left, right) = (a.match, b.match)
            return (left.vendor, left.product, left.productText ?? "", a.subsystem)
                < (right.vendor, right.product, right.productText ?? "", b.subsystem)
        }
    }

    /// What the USB device above the port must be. All three stand at the same parent, or the rule does not hold.
    private static func parent(_ match: USBMatch) -> String {
        let vendor = USBMatch.hex(match.vendor)
        let product = USBMatch.hex(match.product)
        let ids = #"SUBSYSTEMS=="usb", ATTRS{idVendor}=="\#(vendor)", ATTRS{idProduct}=="\#(product)""#
        guard let text = match.productText else { return ids }
        return ids + #", ATTRS{product}=="*\#(pattern(text))*""#
    }

    /// A text as udev matches it: letters in either case, and any character for one that means something there.
    static func pattern(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z": "[\(scalar.properties.uppercaseMapping)\(scalar.properties.lowercaseMapping)]"
            case "0"..."9", " ", "-", ".", "_", "/", "+", "(", ")": "\(scalar)"
            default: scalar.isASCII ? "?" : "*"
            }
        }.joined()
    }
}
