import Alarms
import Vitals

/// A file of certificates without which nothing gets to an endpoint.
public struct EndpointCertificate: Sendable, Hashable {
    /// The endpoint's place in the configuration, from 1.
    public var receiver: Int
    /// The endpoint's name.
    public var endpoint: String
    public var owner: CertificateNews.Owner
    public var path: String
    public var place: FilePlace

    /// From when to when the file is of use; `nil` where no certificate in it can be read.
    ///
    /// What the hub shows is a chain, of which the first link to end ends it. Of those that vouch for a receiver one is enough.
    public func term() throws(FileRefusal) -> CertificateTerm? {
        let terms = PEMText(try LoadedFile.read(path).bytes).certificates.compactMap {
            $0.flatMap { CertificateTerm(der: $0) }
        }
        let begins = terms.map(\.begins)
        let last = owner == .hub ? terms.min { $0.ends < $1.ends } : terms.max { $0.ends < $1.ends }
        guard let last, let begin = owner == .hub ? begins.max() : begins.min() else { return nil }
        return CertificateTerm(begins: begin, ends: last.ends, life: last.life)
    }

    /// What is so and what now, for people; no full stop.
    public func sentence(_ step: CertificateNews.Step, _ term: CertificateTerm, at now: WallInstant) -> String {
        let which =
            (owner == .hub ? "the hub's certificate for \(endpoint)" : "the certificate \(endpoint) is known by")
            + " (\(path))"
        return switch step {
        case .month, .fortnight, .week:
            "\(which) ends at \(term.ends): from then on no alert gets there. Put one that ends later in its place, and reload"
        case .ended: "\(which) ended at \(term.ends): no alert gets there. Put another in its place, and reload"
        case .notYet:
            "\(which) holds only from \(term.begins), and it is \(now): no alert gets there. Put another in its place, or set the clock"
        }
    }

    public func news(_ step: CertificateNews.Step, _ term: CertificateTerm) -> CertificateNews {
        let instant = step == .notYet ? term.begins : term.ends
        return CertificateNews(receiver: receiver, owner: owner, step: step, date: instant.civil().date)
    }
}

extension DaemonConfiguration {
    /// In the order of the endpoints.
    public var certificates: [EndpointCertificate] {
        endpoints.enumerated().flatMap { index, endpoint in
            func certificate(_ owner: CertificateNews.Owner, _ path: String?, _ place: FilePlace?)
                -> EndpointCertificate?
            {
                path.map {
                    EndpointCertificate(
                        receiver: index + 1, endpoint: endpoint.name, owner: owner, path: $0,
                        place: place ?? endpoint.place)
                }
            }
            return [
                certificate(.authority, endpoint.caFile, endpoint.caPlace),
                certificate(.hub, endpoint.clientCertificate, endpoint.clientPlace),
            ].compactMap(\.self)
        }
    }

    /// What is wrong with the certificates as they lie on disk now. Without them no alert would ever be delivered.
    public func certificateDefects() -> [ConfigurationDefect] {
        certificates.compactMap { certificate in
            func defect(_ reason: String, _ suggestion: String) -> ConfigurationDefect {
                let place = certificate.place
                return ConfigurationDefect(
                    file: place.file, line: place.line, column: place.column, key: place.key,
                    reason: "the file \(certificate.path) \(reason)", suggestion: suggestion)
            }
            do throws(FileRefusal) {
                let file = try LoadedFile.read(certificate.path)
                let hasCertificate = String(decoding: file.bytes, as: UTF8.self).contains("-----BEGIN ")
                return hasCertificate ? nil : defect("holds no certificate", "Name a file of certificates in PEM form")
            } catch {
                return defect("\(error)", error.suggestion)
            }
        }
    }

    /// What comes to its end, has ended, or cannot be seen to. A file that is not there is a defect, and no warning.
    public func certificateWarnings(at now: WallInstant) -> [ConfigurationWarning] {
        certificates.compactMap { certificate in
            let reason: String
            do throws(FileRefusal) {
                if let term = try certificate.term() {
                    guard let step = term.step(at: now) else { return nil }
                    reason = certificate.sentence(step, term, at: now)
                } else {
                    reason = "no certificate in \(certificate.path) says when it ends, so the hub cannot announce it"
                }
            } catch {
                return nil
            }
            let place = certificate.place
            return ConfigurationWarning(
                kind: .certificateEnds, file: place.file, line: place.line, key: place.key, reason: reason)
        }
    }
}
