import ArgumentParser
import Configuration

extension DevicesCommand {
    /// `spotward devices rules`: who may open the devices.
    struct Rules: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "rules",
            abstract: "Print the udev rules for the devices of all profiles.",
            discussion: """
                They give the group spotward and whoever sits at the machine access, and a device that is known for sure a \
                link under /dev/spotward/by-profile. They open nothing.

                Example:
                  spotward devices rules | sudo tee /etc/udev/rules.d/70-spotward.rules
                  sudo udevadm control --reload && sudo udevadm trigger
                """)

        func run() throws { try OutputFile().write(Array(UdevRules.text(of: .embedded).utf8)) }
    }

    /// `spotward devices table`: the supported devices.
    struct Table: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "table", abstract: "Print the table of supported devices, in Markdown.",
            discussion: """
                What `profile:` of a configuration may name, what each gives, and how well it is known.

                Example:
                  spotward devices table | less
                """)

        func run() throws { try OutputFile().write(Array(DeviceTable.text(of: .embedded).utf8)) }
    }

    /// `spotward devices manual`: the manual page.
    struct Manual: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "manual", abstract: "Print the manual page of devices, spotward-devices(7).",
            discussion: """
                Example:
                  spotward devices manual | man -l -
                """)

        func run() throws { try OutputFile().write(Array(DeviceManual.text(of: .embedded).utf8)) }
    }
}
