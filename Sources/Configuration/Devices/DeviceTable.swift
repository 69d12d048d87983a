/// The page of devices for families and wards: `docs/supported-devices.md`.
public enum DeviceTable {
    public static func text(of catalogue: DeviceCatalogue) -> String {
        let rows = catalogue.all.map { profile in
            let cells = [
                profile.models.joined(separator: "<br>"), profile.givesText,
                "\(profile.linkText)<br>\(profile.recognitionText)", "`\(profile.protocolName)`",
                "\(profile.support.rawValue): \(profile.support.text)", "`\(profile.id)`",
                "[\(profile.notConfirmed.isEmpty ? "see its page" : cell(profile.notConfirmed))]"
                    + "(../devices/\(profile.family)/README.md)",
            ]
            return "| \(cells.joined(separator: " | ")) |"
        }
        return (head(of: catalogue) + rows).joined(separator: "\n") + "\n"
    }

    private static func head(of catalogue: DeviceCatalogue) -> [String] {
        [
            "# Supported devices",
            "",
            "<!-- Made from the profiles in devices/ by 'spotward devices table'; change those. -->",
            "",
            "\(catalogue.all.count) profiles. Look for your model on the left; `profile:` in the configuration takes the name of its",
            "profile. Files that apps and devices write are another matter: [dropped files](dropped-files.md).",
            "",
            "How well a device is known: "
                + SupportLevel.allCases.map { "**\($0.rawValue)** \($0.text)" }.joined(separator: " · ") + ".",
            "Before a child depends on one, try it on yourself"
                + (catalogue.all.contains { $0.support == .makerAndDevice } ? "." : ": no profile has 5 yet."),
            "",
            "*Offered* means that `spotward devices scan` suggests it. Many devices share the chip in the cable, so the hub",
            "opens no such port until a person has named what is behind it. Nothing but the bytes a profile lists under",
            "`may_send` is ever written to a device.",
            "",
            "| models | gives | link | protocol | how well known | profile | not confirmed |",
            "|---|---|---|---|---|---|---|",
        ]
    }

    /// A bar would end the cell, a bracket the link.
    private static func cell(_ text: String) -> String {
        String(text.flatMap { "|[]".contains($0) ? ["\\", $0] : [$0] })
    }
}
