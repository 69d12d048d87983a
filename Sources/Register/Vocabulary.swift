import Alarms
import Charts
import Vitals

/// The words a set of values is written with in commands; each value has one word and each word one value.
struct Vocabulary<Value: Sendable & Equatable>: Sendable {
    let words: [String]
    private let values: [Value]

    init(_ values: [Value], _ word: (Value) -> String) {
        self.values = values
        words = values.map(word)
    }

    func word(for value: Value) -> String {
        guard let place = values.firstIndex(of: value) else { preconditionFailure("a vocabulary has every value") }
        return words[place]
    }

    func value(of word: String) -> Value? { words.firstIndex(of: word).map { values[$0] } }
}

/// The vocabularies of commands.
enum Words {
    static let commands = Vocabulary(CommandKind.allCases, \.rawValue)
    static let roles = Vocabulary(Person.Role.allCases, \.rawValue)
    static let settings = Vocabulary(Admission.Setting.allCases, \.rawValue)
    static let templates = Vocabulary(Template.allCases, \.rawValue)
    static let signs = Vocabulary(VitalSign.allCases) { "\($0.shortName)" }
    static let sides = Vocabulary([Side.low, .high]) { "\($0.name)" }
    static let concernSources = Vocabulary(ConcernSource.allCases) { "\($0.name)" }
    static let carerAnswers = Vocabulary(CarerAnswer.allCases) { "\($0.code)" }
    static let charts = Vocabulary(AgeBand.allCases) { "\($0.name)" }
    static let levels = Vocabulary(EscalationLevel.allCases) { "\($0.name)".lowercased() }
    static let distress = Vocabulary(RespiratoryDistress.allCases) { "\($0.name)" }
    static let consciousness = Vocabulary(Consciousness.allCases) { "\($0.code)" }
    static let sepsis = Vocabulary(SepsisSuspicion.allCases) { "\($0.name)" }
    static let devices = Vocabulary(SupportDevice.allCases) { "\($0.code)" }
    static let pressuresNotDone = Vocabulary(SystolicNotDone.allCases) { "\($0.code)" }
    /// Whether the pupils are abnormal.
    static let pupils = Vocabulary([false, true]) { $0 ? "abnormal" : "normal" }
}
