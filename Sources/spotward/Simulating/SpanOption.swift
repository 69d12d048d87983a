import ArgumentParser

/// A length of time on the command line: `90s`, `15m`, `2h`, or seconds alone.
struct SpanOption: ExpressibleByArgument {
    let seconds: Int

    /// A day, which is also the longest story.
    static let longest = 86_400

    init?(argument: String) {
        let scale: Int
        switch argument.last {
        case "s": scale = 1
        case "m": scale = 60
        case "h": scale = 3600
        default: scale = 0
        }
        let digits = scale == 0 ? argument[...] : argument.dropLast()
        guard !digits.isEmpty, digits.utf8.count <= 6, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int(digits), (1...Self.longest).contains(number * max(scale, 1))
        else { return nil }
        seconds = number * max(scale, 1)
    }
}
