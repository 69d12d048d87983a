/// How a profile's device is reached, and the few bytes that may be said to it.
extension DeviceProfileReader {
    enum LinkWord: String, CaseIterable { case serial, hidraw, gateway }

    func link(_ file: inout StrictMapping) -> DeviceLink? {
        let word: LinkWord? = file.required("link")?.choice(LinkWord.allCases.map { ($0.rawValue, $0) })
        switch word {
        case .serial: return line(file.required("serial")).map(DeviceLink.serial)
        case .gateway: return line(file.required("serial")).map(DeviceLink.gateway)
        case .hidraw:
            let count = file.required("report_bytes")?.integer(in: Limits.reportByteCount)
            return count.map(DeviceLink.hidraw(reportByteCount:))
        case nil:
            // Asked for, so that a slip in 'link' does not make them unknown.
            _ = line(file.optional("serial"))
            _ = file.optional("report_bytes")?.integer(in: Limits.reportByteCount)
            return nil
        }
    }

    /// The line's speed has no usual value, so it is always given; the rest is 8N1 without flow control.
    private func line(_ field: Field?) -> ProfileLine? {
        field?.mapping { group in
            let baud = group.required("baud")?.lineSpeed()
            let dataBits = group.optional("data_bits")?.integer(in: 7...8)
            let parity = group.optional("parity")?.choice(
                SerialLineOverride.Parity.allCases.map { ($0.rawValue, $0) })
            let stopBits = group.optional("stop_bits")?.integer(in: 1...2)
            let flow = group.optional("flow")?.choice(ProfileLine.FlowControl.allCases.map { ($0.rawValue, $0) })
            guard let baud else { return nil }
            var line = ProfileLine(baud: baud)
            line.dataBits = dataBits ?? line.dataBits
            line.parity = parity ?? line.parity
            line.stopBits = stopBits ?? line.stopBits
            line.flowControl = flow ?? line.flowControl
            return line
        }
    }

    // MARK: What is sent

    struct Sent {
        var start: [[UInt8]] = []
        var keepAlive: DeviceProfile.KeepAlive?
        var stop: [[UInt8]] = []
    }

    enum SendWord: String, CaseIterable {
        case start
        case keepAlive = "keep_alive"
        case stop
    }

    /// Bytes that `may_send` does not list are there for people to read, and end here.
    func sent(_ file: inout StrictMapping) -> Sent {
        let start = messages(file.optional("start"))
        let keepAlive = file.optional("keep_alive")?.mapping { self.keepAlive(&$0) }
        let stop = messages(file.optional("stop"))
        let members = file.optional("may_send")?.list(0...SendWord.allCases.count, of: "words") ?? []
        var allowed: Set<SendWord> = []
        for member in members {
            guard let word: SendWord = member.choice(SendWord.allCases.map { ($0.rawValue, $0) }) else { continue }
            if !file.has(word.rawValue) {
                member.refuse("'\(word.rawValue)' is not in the profile", "Give its bytes, or leave the word out")
            }
            if !allowed.insert(word).inserted { member.refuse("'\(word.rawValue)' stands here twice", "Keep one") }
        }
        return Sent(
            start: allowed.contains(.start) ? start : [], keepAlive: allowed.contains(.keepAlive) ? keepAlive : nil,
            stop: allowed.contains(.stop) ? stop : [])
    }

    private func messages(_ field: Field?) -> [[UInt8]] {
        field?.list(Limits.sentMessageCount, of: "messages")?.compactMap { $0.hexBytes(Limits.sentByteCount) } ?? []
    }

    private func keepAlive(_ group: inout StrictMapping) -> DeviceProfile.KeepAlive? {
        let every = group.required("every")?.duration(in: Limits.keepAlive)
        let bytes = group.required("send")?.hexBytes(Limits.sentByteCount)
        guard let every, let bytes else { return nil }
        return DeviceProfile.KeepAlive(every: every, bytes: bytes)
    }
}
