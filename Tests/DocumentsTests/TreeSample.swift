import Testing
import Vitals

@testable import Documents

/// All rows of a document of JSON or XML, and the defect if there was one, fed to its reader in pieces that end at `cuts`.
///
/// Past `DocumentReader`, which holds the first bytes together: here a cut is a cut.
func treeRows(
    _ bytes: [UInt8], _ format: DocumentFormat, cuts: [Int] = []
) -> (rows: [DocumentRow], defect: DocumentDefect?) {
    var rows: [DocumentRow] = []
    var reader = format.makeReader(DocumentContext())
    do throws(DocumentDefect) {
        var start = 0
        for end in cuts + [bytes.count] {
            try reader.feed(bytes.span.extracting(start..<end)) { rows.append($0) }
            start = end
        }
        try reader.finish { rows.append($0) }
    } catch {
        return (rows, error)
    }
    return (rows, nil)
}

/// What each row gave: as `text(of:)` writes it, with the oxygen after a `+`.
func tree(_ text: String, _ format: DocumentFormat) -> [String] {
    let found = treeRows(Array(text.utf8), format)
    return found.rows.map(oxygenText(of:)) + (found.defect.map { ["\($0)"] } ?? [])
}

func oxygenText(of row: DocumentRow) -> String {
    switch row.oxygen {
    case nil: text(of: row)
    case .air: text(of: row) + "+air"
    case .litresPerMinute(let flow): text(of: row) + "+\(flow) L/min"
    case .percent(let share): text(of: row) + "+\(share) %"
    }
}

/// An Observation in JSON with `changes` in place of, or beside, what a good one has.
func observation(_ changes: [String: String?] = [:]) -> String {
    var members: [String: String?] = [
        "resourceType": "\"Observation\"", "status": "\"final\"", "code": coded("http://loinc.org", "8867-4"),
        "effectiveDateTime": "\"2026-11-21T07:30:05Z\"", "valueQuantity": quantity("72", "/min"),
    ]
    for (key, value) in changes { members[key] = value }
    return "{"
        + members.sorted { $0.key > $1.key }.compactMap { key, value in value.map { "\"\(key)\":\($0)" } }
        .joined(separator: ",") + "}"
}

func coded(_ system: String, _ code: String) -> String {
    "{\"coding\":[{\"system\":\"\(system)\",\"code\":\"\(code)\"}]}"
}

func quantity(_ value: String, _ unit: String) -> String {
    "{\"value\":\(value),\"system\":\"http://unitsofmeasure.org\",\"code\":\"\(unit)\"}"
}

extension DocumentFormat {
    static let trees: [DocumentFormat] = [.fhirR4, .fhirR4XML, .openMHealth, .appleHealth]
}

/// Documents with invented values, in the shape in which electronic records and phones write them.
enum TreeSample {
    static func bytes(_ format: DocumentFormat) -> [UInt8] {
        switch format {
        case .fhirR4: Array(news2JSON.utf8)
        case .fhirR4XML: Array(news2XML.utf8)
        case .openMHealth: Array(openMHealth.utf8)
        default: Array(appleHealth.utf8)
        }
    }

    /// A set of observations as an early warning score of the UK Core asks for them: oxygen in a component of the
    /// saturation, consciousness beside the vital signs.
    static let news2Rows = [
        "|2026-11-21T07:30:05.000Z|94.0||||+6.0 L/min", "|2026-11-21T07:30:05.000Z|||28.0||",
        "|2026-11-21T07:30:05.000Z||131.0|||", "|2026-11-21T07:30:05.000Z||||38.4|", "unknown-code", "unknown-code",
    ]

    static let news2JSON = """
        {"resourceType": "Bundle", "type": "collection", "entry": [
         {"fullUrl": "urn:uuid:1", "resource": {"resourceType": "Patient", "name": [{"family": "Késtrel \\"K\\""}]}},
         {"resource": {"resourceType": "Observation", "contained": [{"resourceType": "Observation", "status": "final"}],
           "status": "final", "category": [{"coding": [{"code": "vital-signs"}]}], "code": {"coding": [
            {"system": "http://loinc.org", "code": "2708-6"}, {"system": "http://snomed.info/sct", "code": "431314004"}]},
           "subject": {"reference": "Patient/k"}, "effectiveDateTime": "2026-11-21T07:30:05+00:00",
           "valueQuantity": {"value": 94, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
           "component": [{"code": {"coding": [{"system": "http://loinc.org", "code": "3151-8"}]}, "valueQuantity":
            {"value": 6.0, "unit": "liters/min", "system": "http://unitsofmeasure.org", "code": "L/min"}}]}},
         {"resource": {"status": "final", "code": {"coding": [{"code": "86290005", "system": "http://snomed.info/sct"}]},
           "effectiveDateTime": "2026-11-21T07:30:05+00:00", "subject": {"reference": "Patient/k"},
           "valueQuantity": {"code": "{Breaths}/min", "value": 28}, "resourceType": "Observation"}},
         {"resource": {"resourceType": "Observation", "status": "amended", "code": {"coding": [
            {"system": "http://loinc.org", "code": "8867-4", "display": "Heart rate"}]},
           "effectivePeriod": {"start": "2026-11-21T07:30:05+00:00", "end": "2026-11-21T07:31:05+00:00"},
           "valueQuantity": {"value": 131, "unit": "/min"}}},
         {"resource": {"resourceType": "Observation", "status": "final", "code": {"coding": [
            {"system": "http://loinc.org", "code": "8310-5"}]}, "effectiveInstant": "2026-11-21T07:30:05.000Z",
           "valueQuantity": {"value": 38.4, "unit": "C", "code": "Cel"}}},
         {"resource": {"resourceType": "Observation", "status": "final", "code": {"coding": [
            {"system": "http://snomed.info/sct", "code": "1104441000000107"}]},
           "effectiveDateTime": "2026-11-21T07:30:05Z", "valueCodeableConcept": {"coding": [
            {"system": "http://snomed.info/sct", "code": "248234008", "display": "Mentally alert"}]}}},
         {"resource": {"resourceType": "Observation", "status": "final", "code": {"coding": [
            {"system": "http://snomed.info/sct", "code": "1104051000000101"}]},
           "effectiveDateTime": "2026-11-21T07:30:05Z", "hasMember": [{"reference": "urn:uuid:2"}], "valueInteger": 11}}]}
        """

    static let news2XML = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- > it's <no> element -->
        <Bundle xmlns="http://hl7.org/fhir"><type value='collection'/>
         <entry><fullUrl value="urn:uuid:1"/><resource><Patient><name><family value="Késtrel &quot;K&#34;"/></name></Patient>
         </resource></entry>
         <entry><resource><Observation><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">
           <p title="a > b">SpO2 &lt; 95 <b>%</b></p><![CDATA[ <status value="x"/> ]]> ]></div></text>
          <contained><Observation><status value="final"/></Observation></contained><status value="final"/>
          <category><coding><code value="vital-signs"/></coding></category>
          <code><coding><system value="http://loinc.org"/><code value="2708-6"/></coding>
           <coding><system value="http://snomed.info/sct"/><code value="431314004"/></coding></code>
          <subject><reference value="Patient/k"/></subject><effectiveDateTime value="2026-11-21T07:30:05&#43;00:00"/>
          <valueQuantity><value value="94"/><unit value="%"/><system value="http://unitsofmeasure.org"/><code value="%"/>
          </valueQuantity><component><code><coding><system value="http://loinc.org"/><code value="3151-8"/></coding></code>
           <valueQuantity><value value="6.0"/><unit value="liters/min"/><system value="http://unitsofmeasure.org"/>
            <code value="L/min"/></valueQuantity></component></Observation></resource></entry>
         <entry><resource><Observation><status value="final"/><code><coding><system value="http://snomed.info/sct"/>
          <code value="86290005"/></coding></code><subject><reference value="Patient/k"/></subject>
          <effectiveDateTime value="2026-11-21T07:30:05+00:00"/>
          <valueQuantity><value value="28"/><code value="{Breaths}/min"/></valueQuantity></Observation></resource></entry>
         <entry><resource><Observation><status value="amended"/><code><coding><system value="http://loinc.org"/>
          <code value="8867-4"/><display value="Heart rate"/></coding></code><effectivePeriod>
          <start value="2026-11-21T07:30:05+00:00"/><end value="2026-11-21T07:31:05+00:00"/></effectivePeriod>
          <valueQuantity><value value="131"/><unit value="/min"/></valueQuantity></Observation></resource></entry>
         <entry><resource><Observation><status value="final"/><code><coding><system value="http://loinc.org"/>
          <code value="8310-5"/></coding></code><effectiveInstant value="2026-11-21T07:30:05.000Z"/>
          <valueQuantity><value value="38.4"/><unit value="C"/><code value="Cel"/></valueQuantity></Observation></resource>
         </entry><entry><resource><Observation><status value="final"/><code><coding>
          <system value="http://snomed.info/sct"/><code value="1104441000000107"/></coding></code>
          <effectiveDateTime value="2026-11-21T07:30:05Z"/><valueCodeableConcept><coding>
           <system value="http://snomed.info/sct"/><code value="248234008"/></coding></valueCodeableConcept>
          </Observation></resource></entry>
         <entry><resource><Observation><status value="final"/><code><coding><system value="http://snomed.info/sct"/>
          <code value="1104051000000101"/></coding></code><effectiveDateTime value="2026-11-21T07:30:05Z"/>
          <hasMember><reference value="urn:uuid:2"/></hasMember><valueInteger value="11"/></Observation></resource></entry>
        </Bundle>
        """

    static let openMHealthRows = [
        "|2026-11-21T07:30:05.000Z|96.0||||+2.0 L/min", "|2026-11-21T07:30:00.000Z||71.0|||",
        "|2026-11-21T07:30:05.000Z||||37.0|", "unknown-code", "not-a-spot-value",
    ]

    static let openMHealth = """
        [{"header": {"id": "1", "schema_id": {"namespace": "omh", "name": "oxygen-saturation", "version": "2.0"},
          "user_id": "k\\u00e9"}, "body": {"oxygen_saturation": {"value": 96, "unit": "%"},
          "supplemental_oxygen_flow_rate": {"value": 2, "unit": "L/min"}, "system": "peripheral capillary",
          "effective_time_frame": {"date_time": "2026-11-21T07:30:05Z"}, "descriptive_statistic": "average"}},
         {"heart_rate": {"unit": "beats/min", "value": 7.1e1}, "effective_time_frame": {"time_interval":
          {"start_date_time": "2026-11-21T07:30:00Z", "duration": {"value": 15, "unit": "sec"}}}},
         {"body_temperature": {"value": 98.6, "unit": "F"}, "effective_time_frame": {"date_time":
          "2026-11-21T07:30:05.000Z"}, "measurement_location": "oral"},
         {"body_weight": {"value": 20, "unit": "kg"}, "effective_time_frame": {"date_time": "2026-11-21T07:30:05Z"}},
         {"respiratory_rate": {"value": 24, "unit": "breaths/min"}, "descriptive_statistic": "maximum",
          "effective_time_frame": {"date_time": "2026-11-21T07:30:05Z"}}]
        """

    static let appleHealthRows = [
        "|2022-09-23T19:02:02.000Z|98.0||||", "|2022-09-23T19:02:02.000Z||72.0|||", "wrong-unit",
        "|2022-09-23T19:02:04.000Z|||16.5||", "|2026-11-21T07:30:05.000Z||||37.0|",
    ]

    static let appleHealth = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE HealthData [
        <!-- HealthKit Export Version: 14; a parent's ] and > in a comment -->
        <!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout)*)>
        <!ATTLIST HealthData locale CDATA "]>">
        <!ENTITY hr "8867-4">
        <!-- Note: Any Records that appear as children of a correlation also appear as top-level records. -->
        ]>
        <HealthData locale="en_GB">
         <ExportDate value="2026-11-21 09:00:00 +0000"/>
         <Me HKCharacteristicTypeIdentifierDateOfBirth="2019-01-01"/>
         <Record type="HKQuantityTypeIdentifierStepCount" sourceName="K’s phone" unit="count" startDate="x" value="31"/>
         <Record type="HKQuantityTypeIdentifierOxygenSaturation" sourceName="K&apos;s &lt;watch&gt; &lol;" unit="%"
          creationDate="2022-09-23 15:03:00 -0400" startDate="2022-09-23 15:02:02 -0400"
          endDate="2022-09-23 15:02:02 -0400" value="0.98"><MetadataEntry key="HKWasUserEntered" value="0"/></Record>
         <Record type="HKQuantityTypeIdentifierHeartRate" unit='count/min' startDate='2022-09-23 15:02:02 -0400'
          endDate='2022-09-23 15:02:04 -0400' value='72'/>
         <Record value="1.7" unit="count/s" type="HKQuantityTypeIdentifierHeartRate"
          startDate="2022-09-23 15:02:02 -0400" endDate="2022-09-23 15:02:02 -0400"/>
         <Correlation type="X"><Record type="HKQuantityTypeIdentifierHeartRate" unit="count/min" value="9"/></Correlation>
         <Record type="HKQuantityTypeIdentifierRespiratoryRate" unit="count/min" startDate="2022-09-23 15:02:04 -0400"
          endDate="2022-09-23 15:03:04 -0400" value="16.5"/>
         <Record type="HKQuantityTypeIdentifierRestingHeartRate" unit="count/min" value="60"/>
         <Record type="HKQuantityTypeIdentifierBodyTemperature" unit="degF" startDate="2026-11-21 07:30:05 +0000"
          endDate="2026-11-21 07:30:05 +0000" value="98.6"/>
        </HealthData>
        """
}
