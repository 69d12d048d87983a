import Configuration
import Decoders
import Vitals

/// What listening to a line came to, in a sentence for whoever holds the cable.
enum LineVerdict: Equatable {
    case nothing
    /// Readings with values, as the daemon would have them.
    case believed
    /// Good frames that carry no value, and why.
    case withoutValue(Signal)
    case onlyStored
    /// Good frames, too few of them.
    case tooFew
    /// Good frames at another rate than the device's.
    case wrongRate(Int, expected: Int)
    /// The bytes are frames of these; those with a check first.
    case anotherProtocol([DeviceProtocol])
    case unreadable

    /// What was named, so that the sentence can say what else there is.
    struct Tried {
        var deviceProtocol: DeviceProtocol
        /// `nil` for USB-HID.
        var line: ProfileLine?
        /// Whether the device speaks only when asked, and was not.
        var wasNotAsked: Bool
        var profiles: [DeviceProfile]

        var words: String { deviceProtocol.rawValue + (line.map { " at \($0.text)" } ?? "") }
    }

    func text(_ hearing: LineHearing, _ tried: Tried) -> String {
        switch self {
        case .nothing:
            let silent = "Nothing came. "
            if tried.wasNotAsked {
                return silent + "This device speaks only when it is asked: try again with --send-start."
            }
            return silent + "Is it on, with a finger in it, and set to send? A wrong speed can look like silence too: "
                + "tried \(tried.words)." + others(tried)
        case .believed:
            let last = hearing.lastReading.map { ", the last of them \($0.words)" } ?? ""
            return "It is understood: \(hearing.valueCount) readings\(last)."
        case .withoutValue(let signal):
            return "It is understood, and gives no value: \(signal.name). Is it on a finger?"
        case .onlyStored:
            return "It sends readings from its memory and none of now. Wait for it to end, or set it to live data."
        case .tooFew:
            return "The frames are good, and there are too few of them to be believed: "
                + "\(tried.deviceProtocol.rawValue) wants \(tried.deviceProtocol.frameCountToLock). Listen longer."
        case .wrongRate(let rate, let expected):
            return "The frames are good, and \(rate) bytes a second come where \(tried.deviceProtocol.rawValue) sends "
                + "\(expected): it is another device with the same frames."
        case .anotherProtocol(let fits):
            return "Bytes come, and they are not \(tried.words). " + Self.fitting(fits, tried)
        case .unreadable:
            return "Bytes arrive, but no frames that hold together: wrong speed or another protocol. "
                + "Tried \(tried.words), \(hearing.ledger.frames) frames of \(hearing.ledger.bytesIn) bytes."
                + others(tried)
        }
    }

    private static func fitting(_ fits: [DeviceProtocol], _ tried: Tried) -> String {
        let sure = fits.filter(\.isChecked)
        guard sure.isEmpty else {
            return "They are frames of \(list(sure.map(\.rawValue))), each with its own check."
                + suggestion(sure, tried)
        }
        // Without a check in each frame one maker's bytes can pass for another's.
        return "They could be \(list(fits.map(\.rawValue))), which have no check: look at what stands on the device "
            + "before you believe it." + suggestion(fits, tried)
    }

    private static func suggestion(_ fits: [DeviceProtocol], _ tried: Tried) -> String {
        let ids = tried.profiles.filter { profile in fits.contains { $0.rawValue == profile.protocolName } }.map(\.id)
        return ids.isEmpty ? "" : " Try --profile \(list(ids))."
    }

    /// Other settings that profiles have, those of the same protocol first.
    private func others(_ tried: Tried) -> String {
        guard let line = tried.line else { return "" }
        let serial = tried.profiles.compactMap { profile -> (text: String, profile: DeviceProfile)? in
            switch profile.link {
            case .serial(let other), .gateway(let other): other == line ? nil : (other.text, profile)
            case .hidraw: nil
            }
        }
        let own = serial.filter { $0.profile.protocolName == tried.deviceProtocol.rawValue }
        var seen: Set<String> = []
        let chosen = (own + serial).filter { seen.insert($0.text).inserted }.prefix(4)
        guard !chosen.isEmpty else { return "" }
        return " Try " + Self.list(chosen.map { "\($0.text) (\($0.profile.id))" }) + "."
    }

    private static func list(_ words: [String]) -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " or " + last
    }
}
