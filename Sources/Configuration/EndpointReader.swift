/// The `endpoints:` part of the daemon file: where alerts go.
struct EndpointReader {
    let defects: DefectList
    /// The folder of the configuration file.
    let folder: String
    let credentialsDirectory: String?
    private var lineOfName: [String: Int] = [:]
    /// By the endpoint that names one, in the order of the file.
    private var fallbacks: [(endpoint: String, fallback: String, field: Field)] = []
    /// Whether every endpoint of the file was read.
    private(set) var isSound = false

    init(defects: DefectList, folder: String, credentialsDirectory: String?) {
        self.defects = defects
        self.folder = folder
        self.credentialsDirectory = credentialsDirectory
    }

    mutating func read(_ field: Field?) -> [EndpointConfiguration] {
        guard let members = field?.list(Limits.endpointCount, of: "endpoints") else { return [] }
        let endpoints = members.compactMap { member in member.mapping { read(&$0) } }
        checkFallbacks()
        isSound = endpoints.count == members.count
        return endpoints
    }

    private mutating func read(_ endpoint: inout StrictMapping) -> EndpointConfiguration? {
        let name = readName(endpoint.required("name"))
        let url = endpoint.required("url")?.httpsURL()
        let rolesField = endpoint.optional("roles")
        let roles = endpoint.has("roles") ? rolesField?.roles(Limits.roleCount) : .all
        let secret = readSecret(&endpoint)
        let previous = readPreviousSecret(&endpoint, current: secret?.source)
        let receiverKey = endpoint.optional("receiver_key")?.publicKey()
        let authorities = endpoint.optional("ca_file")
        let caFile = authorities?.path(in: folder)
        let takesHeartbeats = endpoint.optional("heartbeat")?.choice([("true", true), ("false", false)]) ?? true
        let trust = EndpointTrustReader(defects: defects, folder: folder).read(&endpoint)
        let acknowledgements = endpoint.optional("acknowledgements")?.mapping { Self.readAcknowledgements(&$0) }
        let fallback = readFallback(endpoint.optional("fallback"), of: name)
        guard let name, let url, let roles, let secret else { return nil }
        var configuration = EndpointConfiguration(
            name: name, url: url, roles: roles, fallback: fallback, secret: secret.source,
            previousSecret: previous?.source,
            receiverKey: receiverKey, caFile: caFile, caPlace: authorities.map(place(of:)),
            takesHeartbeats: takesHeartbeats, place: secret.place,
            previousPlace: previous?.place)
        configuration.acknowledgements = acknowledgements
        configuration.pins = trust.pins
        configuration.allowedAddresses = trust.allowedAddresses
        configuration.clientCertificate = trust.clientCertificate
        configuration.clientPlace = trust.clientPlace
        if let key = trust.clientKey {
            configuration.clientKey = self.secret(file: key.file, credential: key.credential)?.source
        }
        return configuration
    }

    private static func readAcknowledgements(_ questions: inout StrictMapping) -> AcknowledgementQuestions? {
        let url = questions.required("url")?.httpsURL()
        let every = questions.optional("every")
        let span = every == nil ? Limits.askEveryByDefault : every?.duration(in: Limits.askEvery)
        guard let url, let span else { return nil }
        return AcknowledgementQuestions(url: url, every: span)
    }

    private mutating func readFallback(_ field: Field?, of endpoint: String?) -> String? {
        guard let field, let fallback = field.name() else { return nil }
        if let endpoint { fallbacks.append((endpoint, fallback, field)) }
        return fallback
    }

    /// A fallback is another endpoint, and no way leads back: an alert that came round would be sent for ever.
    private func checkFallbacks() {
        let next = Dictionary(fallbacks.map { ($0.endpoint, $0.fallback) }, uniquingKeysWith: { first, _ in first })
        for (endpoint, fallback, field) in fallbacks {
            guard lineOfName[fallback] != nil else {
                field.refuse("no endpoint is named '\(fallback)'", "Name another endpoint of this file")
                continue
            }
            var place = fallback
            for _ in 0..<Limits.endpointCount.upperBound where place != endpoint { place = next[place] ?? place }
            guard place == endpoint else { continue }
            field.refuse(
                fallback == endpoint
                    ? "is the endpoint itself" : "leads back to '\(endpoint)'",
                "An alert goes on from endpoint to endpoint and must come to an end: leave one of them without fallback"
            )
        }
    }

    private func readSecret(_ endpoint: inout StrictMapping) -> (source: SecretSource, place: FilePlace)? {
        let file = endpoint.optional("secret_file")
        let credential = endpoint.optional("credential")
        guard endpoint.has("secret_file") != endpoint.has("credential") else {
            let reason = file == nil ? "has neither secret_file nor credential" : "has both secret_file and credential"
            defects.add(at: endpoint.node, key: endpoint.path, reason, "Give one: where the signing secret is kept")
            return nil
        }
        return secret(file: file, credential: credential)
    }

    /// The secret before this one, while receivers change over: every message is signed with both.
    private func readPreviousSecret(
        _ endpoint: inout StrictMapping, current: SecretSource?
    ) -> (source: SecretSource, place: FilePlace)? {
        let file = endpoint.optional("previous_secret_file")
        let credential = endpoint.optional("previous_credential")
        guard !endpoint.has("previous_secret_file") || !endpoint.has("previous_credential") else {
            defects.add(
                at: endpoint.node, key: endpoint.path, "has both previous_secret_file and previous_credential",
                "Give one, or none when the receiver knows the new secret")
            return nil
        }
        guard let previous = secret(file: file, credential: credential) else { return nil }
        guard previous.source != current else {
            (file ?? credential)?.refuse("is the secret itself", "Name the one before it, or delete the key")
            return nil
        }
        return previous
    }

    private func secret(file: Field?, credential: Field?) -> (source: SecretSource, place: FilePlace)? {
        let source: SecretSource? =
            if let file { file.path(in: folder).map { .file(path: $0) } } else {
                credential?.name().map { .credential(name: $0) }
            }
        guard let source, let field = file ?? credential else { return nil }
        if case .credential = source, credentialsDirectory == nil {
            defects.warn(
                .credentialsDirectoryUnset, line: field.node.line, key: field.path,
                "there is no credentials directory here: only a systemd service with LoadCredential= can read it")
        }
        return (source, place(of: field))
    }

    private func place(of field: Field) -> FilePlace {
        FilePlace(file: defects.file, line: field.node.line, column: field.node.column, key: field.path)
    }

    private mutating func readName(_ field: Field?) -> String? {
        guard let field, let name = field.name() else { return nil }
        if let first = lineOfName[name] {
            field.refuse("'\(name)' is already the name on line \(first)", "Give each endpoint its own name")
            return nil
        }
        lineOfName[name] = field.node.line
        return name
    }
}
