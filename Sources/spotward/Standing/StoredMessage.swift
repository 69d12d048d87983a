import Foundation

/// What is read back of a message as it was stored: the rule in the words and figures that were in force then.
///
/// Everything may be absent: messages of other versions are shown for what they hold.
struct StoredMessage: Decodable {
    var data = Body()

    struct Body: Decodable {
        var summary: String?
        var condition: Condition?
        var concern: Concern?
        var score: Score?
        var provenance: Provenance?
    }

    struct Condition: Decodable {
        var ruleId: String?
        var ruleText: String?
        var threshold: Double?
        var dwellS: Double?
        var validityMin: Double?
        var margin: Double?
        var holdS: Double?
        var personalRule: PersonalRule?
    }

    struct PersonalRule: Decodable {
        var by: String?
        var reason: String?
    }

    struct Concern: Decodable {
        var who: String?
        var note: String?
    }

    struct Score: Decodable {
        var tableVersion: String?
        var tableHash: String?
    }

    struct Provenance: Decodable {
        var rulesHash: String?
        var rulesRatified: Bool?
        var build: String?
    }

    init() {}

    init(line: String) {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = (try? decoder.decode(StoredMessage.self, from: Data(line.utf8))) ?? StoredMessage()
    }
}
