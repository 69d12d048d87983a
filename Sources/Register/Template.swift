/// What a child is on the virtual ward for: a proposal of how often to look, never a clinical rule.
public enum Template: String, Sendable, Hashable, Codable, CaseIterable {
    case asthma
    case bronchiolitis
    case gastroenteritis
    case febrileUnderFive = "febrile-under-five"
    case epilepsy
    case postOperative = "post-operative"
}
