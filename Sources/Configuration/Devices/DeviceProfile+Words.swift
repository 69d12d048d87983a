import Vitals

/// A profile in the words of the table and the manual.
extension DeviceProfile {
    /// `spo2, hr`
    public var givesText: String {
        VitalSign.allCases.filter { gives.contains($0) }.map { "\($0.shortName)" }.joined(separator: ", ")
    }

    /// What carries its bytes, and how the line is set.
    public var linkText: String {
        switch link {
        case .serial(let line): "serial, \(line.text)"
        case .hidraw: "USB-HID"
        case .gateway(let line): "Bluetooth gateway, \(line.text)"
        }
    }

    /// How the hub comes to know that it is this device.
    public var recognitionText: String {
        if isSure { return "known when plugged in" }
        return matches.isEmpty ? "named by a person" : "offered when plugged in, named by a person"
    }
}

extension SupportLevel {
    /// A clause, without the number.
    public var text: String {
        switch self {
        case .notesOnly: "notes only"
        case .oneSource: "one source"
        case .twoSources: "two sources agree"
        case .maker: "checked against the maker's document or export"
        case .makerAndDevice: "the maker's document, and a device that was here"
        }
    }
}

extension ProfileLine {
    /// `19200 8O1 xonxoff`, as people who know such lines write it.
    public var text: String {
        let letter =
            switch parity {
            case .none: "N"
            case .odd: "O"
            case .even: "E"
            }
        let line = "\(baud) \(dataBits)\(letter)\(stopBits)"
        return flowControl == .none ? line : "\(line) \(flowControl.rawValue)"
    }
}
