import FoundationEssentials
import Journal
import Ports
import Vitals

/// A report for people and for programs.
extension DeviceReport {
    /// A few lines for people.
    public func text(now: WallInstant) -> String {
        guard let name, let address else { return unnamedText }
        var lines = ["\(name)  \(address)", "  " + presenceText]
        let taken =
            profileID.map { "profile \($0), protocol \(protocolName ?? "none")" }
            ?? "protocol \(protocolName ?? "none")"
        lines.append("  taken for \(taken), because the configuration says so" + plugText)
        lines.append(
            "  "
                + (admission.map { "bound to \($0)" }
                    ?? "bound to NOBODY: its readings are kept unassigned; spotward bind"))
        if let last = standing?.lastReadingAt {
            lines.append("  last reading \(last.londonDescription), \(Self.age(last, now))")
        } else {
            lines.append("  no reading yet")
        }
        let counters = counters
        for (word, prefix) in [("bytes", "bytes."), ("frames", "frames"), ("readings", "readings.")] {
            let own = counters.filter { $0.name.hasPrefix(prefix) && $0.value > 0 }
            guard !own.isEmpty else { continue }
            let figures = own.map { "\(Self.figure($0.name, prefix)) \($0.value)" }
            lines.append("  \(word): " + figures.joined(separator: ", "))
        }
        return lines.joined(separator: "\n")
    }

    private var unnamedText: String {
        guard let device = presence.device else { return "" }
        var lines = [device.stableLink ?? device.node, "  attached as \(device.node)" + Self.plug(device)]
        switch recognition {
        case .sure(let id): lines.append("  it is a \(id): sure")
        case .offered(let ids):
            lines.append(
                "  the chip of its cable is one many devices have: it may be \(Self.list(ids)), or no device of ours")
        case .unknown: lines.append("  no profile knows it")
        }
        lines.append(
            "  not in the configuration: nothing is read from it. spotward devices scan suggests what to write")
        return lines.joined(separator: "\n")
    }

    private var presenceText: String {
        switch presence {
        case .attached(let device): "attached as \(device.node)" + Self.plug(device)
        case .path(let node): "attached as \(node)"
        case .absent:
            "NOT attached: plug it in. When it is plugged in, its address is wrong: spotward devices scan shows what is there"
        case .ambiguous(let devices):
            "NOT read: \(devices.count) devices answer to this address (\(Self.list(devices.map(\.node), "and"))). "
                + "Add serial: or socket: to its usb:, as spotward devices scan suggests"
        }
    }

    /// What the plug says beside what the configuration says.
    private var plugText: String {
        guard let profileID, presence.device != nil else { return "" }
        switch recognition {
        case .sure(let id):
            return id == profileID ? "; its plug says so too" : ". BUT ITS PLUG IS A \(id)'s: look at it"
        case .offered(let ids): return ids.contains(profileID) ? "; its plug does not say otherwise" : ""
        case .unknown: return ""
        }
    }

    /// One line of JSON.
    public func json(now: WallInstant) -> String {
        struct Body: Encodable {
            var name: String?
            var address: String?
            var attached: Bool
            var device: String?
            var usb: String?
            var product: String?
            var profile: String?
            var `protocol`: String?
            var recognised: String
            var candidates: [String]
            var admission: String?
            var lastReadingAt: String?
            var lastReadingAgeSeconds: Int?
            var counters: [String: UInt64]
        }
        let device = presence.device
        let (recognised, candidates): (String, [String]) =
            switch recognition {
            case .sure(let id): ("sure", [id])
            case .offered(let ids): ("offered", ids)
            case .unknown: ("unknown", [])
            }
        let last = standing?.lastReadingAt
        let body = Body(
            name: name, address: address.map { "\($0)" }, attached: presence.nodes.count == 1,
            device: presence.nodes.count == 1 ? presence.nodes.first : nil, usb: device?.usb.map { "\($0)" },
            product: device?.productText, profile: profileID, protocol: protocolName, recognised: recognised,
            candidates: candidates, admission: admission, lastReadingAt: last?.description,
            lastReadingAgeSeconds: last.map { max(0, Int(now.since($0).inSeconds)) },
            counters: Dictionary(counters.map { ($0.name, $0.value) }) { first, _ in first })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(body)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private var counters: [SourceStanding.Counter] { standing?.counters ?? [] }

    /// A counter's name without what stands in front of its line.
    private static func figure(_ name: String, _ prefix: String) -> String {
        guard name != prefix else { return "good" }
        let rest = name.dropFirst(prefix.count)
        return (rest.first == "." ? rest.dropFirst() : rest).map { $0 == "_" || $0 == "." ? " " : String($0) }.joined()
    }

    private static func plug(_ device: AttachedDevice) -> String {
        let texts = [device.manufacturerText, device.productText].compactMap { $0.map(Self.printable) }
        let usb = device.usb.map { ", usb \($0)" } ?? ""
        return usb + (texts.isEmpty ? "" : ", \"\(texts.joined(separator: " "))\"")
    }

    /// What a device says of itself is not trusted with the terminal.
    private static func printable(_ text: String) -> String {
        String(text.unicodeScalars.prefix(64).map { $0.value >= 0x20 && $0.value < 0x7F ? Character($0) : "?" })
    }

    private static func age(_ instant: WallInstant, _ now: WallInstant) -> String {
        let seconds = max(0, Int(now.since(instant).inSeconds))
        return switch seconds {
        case ..<120: "\(seconds) s ago"
        case ..<7200: "\(seconds / 60) min ago"
        default: "\(seconds / 3600) h ago"
        }
    }

    private static func list(_ words: [String], _ joint: String = "or") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(joint) " + last
    }
}
