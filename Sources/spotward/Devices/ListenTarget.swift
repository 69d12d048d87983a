import ArgumentParser
import Configuration
import Decoders
import Ports
import Vitals
import WardDaemon

/// What is to be listened to, from what was said on the command line.
struct ListenTarget {
    var plan: PortPlan
    var deviceProtocol: DeviceProtocol
    var ignoredFlags: Quality
    var tried: LineVerdict.Tried

    init(
        port: String, profile id: String?, protocolName: String?, line options: LineOptions, sends: Bool,
        catalogue: DeviceCatalogue
    ) throws {
        var profile: DeviceProfile?
        if let id {
            profile = catalogue.profile(id)
            if profile == nil {
                throw ValidationError(
                    "There is no profile \"\(id)\". Known: \(catalogue.all.map(\.id).joined(separator: ", ")).")
            }
        }
        let name = profile?.protocolName ?? protocolName ?? ""
        guard let known = DeviceProtocol(rawValue: name) else {
            throw ValidationError(
                "There is no protocol \"\(name)\". Known: "
                    + DeviceProtocol.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        let link: PortLink
        var line: ProfileLine?
        switch profile?.link {
        case .hidraw(let byteCount):
            guard options.isEmpty else { throw ValidationError("A USB-HID device has no line to be set.") }
            link = .hidraw(reportByteCount: byteCount)
        case .serial(let own), .gateway(let own):
            line = try options.over(own)
            link = PortLink(.serial(line ?? own))
        case nil:
            let set = try options.over(ProfileLine(baud: options.baud ?? 9600))
            line = set
            link = PortLink(.serial(set))
        }
        let bytes = profile.map { ($0.start, $0.keepAlive, $0.stop) } ?? ([], nil, [])
        let asks = !bytes.0.isEmpty || bytes.1 != nil
        plan = PortPlan(
            source: SourceIndex(0), address: .path(port), link: link, startBytes: sends ? bytes.0 : [],
            keepAlive: sends ? bytes.1.map { PortPlan.KeepAlive(bytes: $0.bytes, every: $0.every) } : nil,
            stopBytes: sends ? bytes.2 : [])
        deviceProtocol = known
        ignoredFlags = profile?.quality.ignoredFlags ?? []
        tried = LineVerdict.Tried(
            deviceProtocol: known, line: line, wasNotAsked: asks && !sends, profiles: catalogue.all)
    }
}
