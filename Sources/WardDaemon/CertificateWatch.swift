import Alarms
import Configuration
import Vitals

/// The certificates that endpoints need, and how near their ends are. A value: its owner reads the files and knows the time.
struct CertificateWatch: Sendable {
    /// One of them came nearer, was put right, or could not be read.
    struct Change: Sendable, Hashable {
        var sentence: String
        var isGood = false
    }

    private let certificates: [EndpointCertificate]
    private var terms: [CertificateTerm?]
    private var steps: [CertificateNews.Step?]
    private var unreadable: Set<Int> = []
    private var readAt: MonotonicInstant?
    private var nextLook: MonotonicInstant?
    /// The worst of it, as it was told last; that of the run before stands until the time is known.
    private(set) var standing: CertificateNews?

    /// - Parameter standing: what the run before had told and nobody has ended.
    init(_ certificates: [EndpointCertificate], standing: CertificateNews? = nil) {
        self.certificates = certificates
        terms = certificates.map { _ in nil }
        steps = terms.map { _ in nil }
        self.standing = certificates.isEmpty ? nil : standing
    }

    /// Whether it is time to hold them against the time.
    mutating func looks(at now: MonotonicInstant) -> Bool {
        guard !certificates.isEmpty, nextLook.map({ now >= $0 }) ?? true else { return false }
        nextLook = now.advanced(by: DaemonLimits.certificatesLook)
        return true
    }

    /// Reads the files where it is time to. One that cannot be read now is as it was: somebody may be putting it there.
    mutating func read(
        at now: MonotonicInstant, _ read: (EndpointCertificate) throws(FileRefusal) -> CertificateTerm?
    ) -> [Change] {
        let isCalm = steps.allSatisfy { $0 == nil } && unreadable.isEmpty
        let every = isCalm ? DaemonLimits.certificatesReadEvery : DaemonLimits.certificatesReadWhileNews
        guard readAt.map({ now.since($0) >= every }) ?? true else { return [] }
        readAt = now
        var changes: [Change] = []
        for (index, certificate) in certificates.enumerated() {
            var refusal: String?
            do throws(FileRefusal) {
                if let term = try read(certificate) {
                    terms[index] = term
                } else {
                    refusal = "holds no certificate that says when it ends"
                }
            } catch {
                refusal = "\(error)"
            }
            if let refusal {
                guard unreadable.insert(index).inserted else { continue }
                changes.append(
                    Change(
                        sentence:
                            "the certificates of \(certificate.endpoint): \(certificate.path) \(refusal). Their end cannot be announced"
                    ))
            } else {
                unreadable.remove(index)
            }
        }
        return changes
    }

    /// Holds what was read against the time.
    mutating func judge(at now: WallInstant) -> [Change] {
        var changes: [Change] = []
        var worst: CertificateNews?
        for (index, certificate) in certificates.enumerated() {
            guard let term = terms[index] else {
                if let standing, standing.isAbout(certificate) { worst = max(worst, standing) }
                continue
            }
            let step = term.step(at: now)
            if let step {
                worst = max(worst, certificate.news(step, term))
                if step != steps[index] { changes.append(Change(sentence: certificate.sentence(step, term, at: now))) }
            } else if steps[index] != nil {
                changes.append(
                    Change(
                        sentence:
                            "the certificate of \(certificate.endpoint) (\(certificate.path)) ends at \(term.ends)",
                        isGood: true))
            }
            steps[index] = step
        }
        standing = worst
        return changes
    }

    /// The worse of two; the first where they are as bad.
    private func max(_ first: CertificateNews?, _ second: CertificateNews) -> CertificateNews {
        guard let first, first.step >= second.step else { return second }
        return first
    }

    /// For the evaluator: one alarm, however many certificates come to their end. It names the worst, and of those the first.
    var sign: HubSign { standing?.sign ?? HubSign(.certificate, nil, value: 0) }
}

extension CertificateNews {
    fileprivate func isAbout(_ certificate: EndpointCertificate) -> Bool {
        receiver == certificate.receiver && owner == certificate.owner
    }
}
