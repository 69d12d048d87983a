import Alarms
import Vitals

/// From when to when a certificate holds.
public struct CertificateTerm: Sendable, Hashable {
    public var begins: WallInstant
    public var ends: WallInstant
    /// The whole life of the one whose end it is, where it is the term of several.
    public var life: Duration

    public init(begins: WallInstant, ends: WallInstant, life: Duration? = nil) {
        self.begins = begins
        self.ends = ends
        self.life = life ?? ends.since(begins)
    }

    /// How near its end is; `nil` while there is nothing to say. In the second of its end it has ended, as OpenSSL has it.
    ///
    /// A step is one of the last third of a life: what lives for three weeks or less is renewed by a machine, each time in that third,
    /// and only its end is news.
    public func step(at now: WallInstant) -> CertificateNews.Step? {
        if now >= ends { return .ended }
        if now < begins { return .notYet }
        let left = ends.since(now)
        return [.week, .fortnight, .month].first { step in
            step.before.map { left <= $0 && $0 * 3 < life } ?? false
        }
    }
}

extension CertificateTerm {
    /// Reads of a certificate (RFC 5280, 4.1) its term and nothing else; `nil` where the bytes are none, or end before it does.
    ///
    /// ```
    /// SEQUENCE                          the certificate
    ///   SEQUENCE                        what is signed
    ///     [0]                           version; absent in the first
    ///     INTEGER                       serial number
    ///     SEQUENCE                      algorithm of the signature
    ///     SEQUENCE                      who issued it
    ///     SEQUENCE                      the term
    ///       UTCTime or GeneralizedTime  begins
    ///       UTCTime or GeneralizedTime  ends
    /// ```
    init?(der bytes: [UInt8]) {
        var file = DERElements(bytes[...])
        guard var certificate = file.enter(.sequence), var signed = certificate.enter(.sequence) else { return nil }
        if signed.tag == DERElements.Tag.version.rawValue { _ = signed.next() }
        guard signed.next(.integer) != nil, signed.next(.sequence) != nil, signed.next(.sequence) != nil,
            var term = signed.enter(.sequence), let begins = term.time(), let ends = term.time()
        else { return nil }
        self.init(begins: begins, ends: ends)
    }
}

/// The elements that follow one another in DER: a tag, a length, as many bytes.
private struct DERElements {
    enum Tag: UInt8 {
        case integer = 0x02
        case utcTime = 0x17
        case generalizedTime = 0x18
        case sequence = 0x30
        case version = 0xA0
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// Of the next element.
    var tag: UInt8? { rest.first }

    /// The next element's bytes; `nil` where it is cut off. Lengths that this reader need not know are none: indefinite ones, and
    /// those of more than four bytes.
    mutating func next() -> ArraySlice<UInt8>? {
        guard rest.popFirst() != nil, let first = rest.popFirst() else { return nil }
        var count = Int(first)
        if first >= 0x80 {
            guard (0x81...0x84).contains(first) else { return nil }
            count = 0
            for _ in 0x80..<first {
                guard let byte = rest.popFirst() else { return nil }
                count = count << 8 | Int(byte)
            }
        }
        guard count <= rest.count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func next(_ tag: Tag) -> ArraySlice<UInt8>? { self.tag == tag.rawValue ? next() : nil }

    mutating func enter(_ tag: Tag) -> DERElements? { next(tag).map { DERElements($0) } }

    /// In the two forms that certificates may have: `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` from 2050 on.
    mutating func time() -> WallInstant? {
        if let text = next(.utcTime) { return Self.instant(text, yearDigits: 2) }
        return next(.generalizedTime).flatMap { Self.instant($0, yearDigits: 4) }
    }

    private static func instant(_ text: ArraySlice<UInt8>, yearDigits: Int) -> WallInstant? {
        let digits = text.dropLast().map { Int($0) - Int(UInt8(ascii: "0")) }
        guard text.last == UInt8(ascii: "Z"), digits.count == yearDigits + 10, digits.allSatisfy((0...9).contains)
        else {
            return nil
        }
        var year = digits.prefix(yearDigits).reduce(0) { $0 * 10 + $1 }
        if yearDigits == 2 { year += year < 50 ? 2000 : 1900 }
        func pair(_ index: Int) -> Int { digits[yearDigits + 2 * index] * 10 + digits[yearDigits + 2 * index + 1] }
        guard let date = CivilDate(year: year, month: pair(0), day: pair(1)),
            let civil = CivilDateTime(date: date, hour: pair(2), minute: pair(3), second: pair(4))
        else { return nil }
        return civil.instant(offset: .zero)
    }
}
