/// What the hub shows to a receiver that asks who it is: two PEM files.
public struct ClientCertificate: Sendable, Hashable {
    public let certificatePath: String
    public let keyPath: String

    public init(certificatePath: String, keyPath: String) {
        self.certificatePath = certificatePath
        self.keyPath = keyPath
    }
}
