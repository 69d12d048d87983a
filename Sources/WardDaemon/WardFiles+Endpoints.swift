import Configuration
import Webhooks

extension DaemonConfiguration {
    /// Endpoints whose address no alert may go to, and ranges that are none.
    var addressDefects: [ConfigurationDefect] {
        endpoints.flatMap { endpoint in
            var ranges: [AddressRange] = []
            var defects: [ConfigurationDefect] = []
            for text in endpoint.allowedAddresses {
                if let range = AddressRange(text) {
                    ranges.append(range)
                } else {
                    defects.append(
                        endpoint.defect(
                            "allow_addresses: '\(text)' is not a range of addresses",
                            "Write the first address and the bits that are shared, at least 8: 10.20.0.0/16"))
                }
            }
            for url in [endpoint.url, endpoint.acknowledgements?.url].compactMap(\.self) {
                do throws(WebhookError) {
                    try Endpoint.checkAddress(of: url, endpoint: endpoint.name, allowing: ranges)
                } catch {
                    defects.append(endpoint.defect("\(error)", "Correct the endpoint \(endpoint.name)"))
                }
            }
            return defects
        }
    }
}

extension EndpointConfiguration {
    func defect(_ reason: String, _ suggestion: String) -> ConfigurationDefect {
        ConfigurationDefect(
            file: place.file, line: place.line, column: place.column, key: place.key, reason: reason,
            suggestion: suggestion)
    }

    /// The files of the client certificate, where there is one and its key can be found.
    var clientPair: ClientCertificate? {
        guard let clientCertificate,
            let key = clientKey?.path(credentialsDirectory: WardFiles.credentialsDirectory)
        else { return nil }
        return ClientCertificate(certificatePath: clientCertificate, keyPath: key)
    }
}
