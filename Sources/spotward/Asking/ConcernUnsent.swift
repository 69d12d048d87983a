import Register

/// Why a concern did not get through.
struct ConcernFailure: Error {
    let reason: String
    /// The hub may have it, and nobody heard so.
    let mayBeSent: Bool
    /// The hub is there and knows no such child: a file would be refused as well.
    let isRefused: Bool

    init(_ reason: String, mayBeSent: Bool, isRefused: Bool = false) {
        self.reason = reason
        self.mayBeSent = mayBeSent
        self.isRefused = isRefused
    }
}

/// What somebody is told whose concern did not get through: that first, then what to do, then why.
struct ConcernUnsent {
    var failure: ConcernFailure
    /// From the configuration.
    var phone: String?
    var instructions: String?
    /// Where the concern was left for the hub.
    var file: DroppedConcern.Outcome

    var text: String {
        var lines = [
            failure.mayBeSent
                ? "IT IS NOT KNOWN WHETHER YOUR CONCERN WAS SENT. TAKE IT AS NOT SENT."
                : "YOUR CONCERN WAS NOT SENT."
        ]
        lines.append(phone.map { "RING THE TEAM NOW: \($0)" } ?? "RING THE TEAM NOW, on the number they gave you.")
        if let instructions { lines.append(instructions) }
        // Where the configured words name the number already it is not said twice.
        if instructions?.contains("999") != true {
            lines.append("If a life may be in danger, ring 999.")
        }
        lines.append("Why: \(failure.reason)\(failure.reason.hasSuffix(".") ? "" : ".")")
        switch file {
        case .notLeft: lines.append("Say it once more with the child's right name.")
        case .written(let path):
            lines.append("It lies at \(path) and will be taken when the hub is back. Do not wait for that.")
        case .noFolder: break
        case .failed(let reason): lines.append("It could not be left for the hub either: \(reason).")
        }
        return lines.joined(separator: "\n")
    }

    /// As the hub would have answered.
    var answer: ControlAnswer { ControlAnswer(isDone: false, message: text, refusals: [failure.reason]) }
}
