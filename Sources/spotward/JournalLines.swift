import Foundation
import Journal
import Vitals

/// A value as one line of JSON, keys sorted.
enum JSONLine {
    static func print(_ value: some Encodable) { Swift.print(text(value)) }

    static func text(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        // These values are plain structs of texts and numbers: there is nothing in them that cannot be encoded.
        guard let line = try? encoder.encode(value) else { preconditionFailure("a row of the journal is encodable") }
        return String(decoding: line, as: UTF8.self)
    }
}

/// A row of readings as JSON. Absent values are left out; times are UTC.
struct ReadingLine: Encodable {
    var arrivedAt: String
    var measuredAt: String?
    var source: String
    var admission: String?
    var spo2: Double?
    var hr: Double?
    var rr: Double?
    var temp: Double?
    var oxygen: String?
    var signal: String
    var quality: [String]
    var disposition: String
    var implausible: [String]
    var document: Int64?
    var documentRow: Int64?

    init(_ row: ReadingRow) {
        arrivedAt = row.arrivedAt.description
        measuredAt = row.readings.measuredAt?.description
        source = row.source
        admission = row.admissionID
        spo2 = row.readings[.spO2]
        hr = row.readings[.heartRate]
        rr = row.readings[.respiratoryRate]
        temp = row.readings[.temperature]
        oxygen = row.oxygen?.plainWords
        signal = "\(row.readings.signal.name)"
        quality = row.readings.quality.printedNames
        disposition = row.disposition
        implausible =
            VitalSign.allCases.filter { row.implausible.contains($0) }.map { "\($0.shortName)" }
            + (row.isOxygenImplausible ? ["oxygen"] : [])
        document = row.document
        documentRow = row.documentRow
    }
}

/// A delivery attempt as JSON.
struct DeliveryLine: Encodable {
    var hubSeq: Int64
    var alertId: String
    var endpoint: String
    var attempt: Int64
    var startedAt: String
    var durationMs: Double
    var stage: String
    var curlCode: Int32
    var httpStatus: Int32?
    var answer: String
    var accepted: Bool

    init(_ row: DeliveryRow) {
        hubSeq = row.hubSequence
        alertId = row.alertID
        endpoint = row.endpoint
        attempt = row.attempt
        startedAt = row.startedAt.description
        durationMs = row.duration.inSeconds * 1_000
        stage = row.stage
        curlCode = row.curlCode
        httpStatus = row.httpStatus
        answer = row.answer
        accepted = row.isAccepted
    }
}
