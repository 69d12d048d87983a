import Configuration
import Journal
import Webhooks

extension Ward {
    /// Who gets what an endpoint does not accept, by the endpoint.
    var fallbacks: [String: Fallback] {
        configuration.endpoints.reduce(into: [:]) { fallbacks, endpoint in
            fallbacks[endpoint.name] = endpoint.fallback.map {
                Fallback(
                    $0, urgentAfter: FallbackPolicy.patience(of: .urgent),
                    ordinaryAfter: FallbackPolicy.patience(of: .ordinary))
            }
        }
    }

    /// Whom alerts are owed to.
    var owedEndpoints: [OwedEndpoint] {
        let fallbacks = fallbacks
        return endpoints.map { OwedEndpoint($0.name, roles: $0.roles, fallback: fallbacks[$0.name]) }
    }
}
