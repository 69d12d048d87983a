import Vitals

/// FHIR R4: one Observation, a Bundle of any size, or resources one after the other as a bulk export writes them.
///
/// Each Observation is a row, and other resources are none. The rows of a document are about one child: an Observation about
/// another subject refuses the document. Names and numbers of a person are compared by a hash and never kept.
///
/// Source: HL7 FHIR R4 (4.0.1), Observation and Bundle.
struct FHIRModel: TreeModel {
    private let inXML: Bool
    /// At most: Bundle, entry, resource, component, quantity, a member of it.
    private var places: [FHIRPlace] = []
    private var resource = FHIRObservation(offset: 0)
    /// The Bundle around the resource that is read.
    private var bundle: FHIRObservation?
    private var measure = FHIRMeasure()
    /// The Observation's own, while one of its components is read.
    private var outerMeasure = FHIRMeasure()
    private var subject = RecordSubject()
    private var stamps = StampReader()
    private var rowCount: UInt64 = 0

    init(inXML: Bool) { self.inXML = inXML }

    /// A resource in JSON names its type, nearly always first.
    static func claims(_ head: DocumentHead) -> Bool { head.textBegins("{") && head.textHolds("\"resourceType\"") }

    private var format: DocumentFormat { inXML ? .fhirR4XML : .fhirR4 }

    static func top(isInArray: Bool) -> FHIRPlace? { isInArray ? nil : .resource }

    func place(of name: Span<UInt8>) -> FHIRPlace? {
        guard let place = places.last else { return .resource }
        // The element in a holder is named for the type of its resource.
        if place == .holder { return .resource }
        guard let name = FHIRName(name), let member = place.member(name, inXML: inXML) else { return nil }
        // An entry of a resource in an entry: of a Bundle in a Bundle, which is refused once its type is known.
        return member == .entry && bundle != nil ? nil : member
    }

    mutating func enter(_ place: FHIRPlace, at offset: UInt64) {
        switch place {
        case .resource:
            if !places.isEmpty { bundle = resource }
            resource = FHIRObservation(offset: offset)
            measure = FHIRMeasure()
        case .entry: resource.hasEntries = true
        case .component:
            outerMeasure = measure
            measure = FHIRMeasure()
        case .instant, .period: resource.beginTime()
        case .timing:
            resource.beginTime()
            resource.time.refuse()
        case .modifier: resource.modify()
        case .code: measure.beginCode()
        case .coding, .conceptCoding: measure.beginCoding()
        case .quantity: measure.beginQuantity()
        case .concept, .otherValue: measure.beginValue(fault: .notANumber)
        // A number without a unit.
        case .bareNumber: measure.beginValue(fault: .wrongUnit)
        case .comparator: measure.beginComparator()
        case .absent: measure.beginAbsent()
        default: break
        }
        places.append(place)
    }

    mutating func take(_ text: Span<UInt8>, _ kind: LeafKind) {
        if places.last == .quantityNumber { return measure.takeNumber(text, kind) }
        guard kind == .string || kind == .attribute else { return }
        switch places.last {
        case .resourceType: resource.take(kind: text)
        case .bundleType: resource.take(bundleType: text)
        case .status: resource.take(status: text)
        case .instant: resource.time.take(instant: stamps.instant(text))
        case .periodStart: resource.time.takeStart(stamps.instant(text))
        case .periodEnd: resource.time.takeEnd(stamps.instant(text))
        case .codingSystem, .conceptSystem: measure.takeCoding(system: text)
        case .codingCode, .conceptCode: measure.takeCoding(code: text)
        case .quantityUnit: measure.takeUnit(shown: text)
        case .quantitySystem: measure.takeUnit(system: text)
        case .quantityCode: measure.takeUnit(code: text)
        case .reference: resource.subject.take(reference: text)
        case .identifierValue: resource.subject.take(identifier: text)
        default: break
        }
    }

    /// The element that begins a resource in XML tells its type.
    mutating func take(kind name: Span<UInt8>) { resource.take(kind: name) }

    mutating func leave(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        switch places.popLast() {
        case .coding: measure.endCoding(ofValue: false)
        case .conceptCoding: measure.endCoding(ofValue: true)
        case .component:
            measure.add(to: &resource.row)
            measure = outerMeasure
        case .resource:
            measure.add(to: &resource.row)
            try endResource(row: row)
        default: break
        }
    }

    func finish() {}

    private mutating func endResource(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        let isTop = places.isEmpty
        switch resource.kind {
        case .observation:
            guard !resource.hasEntries else { throw .tree(.otherContent(format)) }
            guard subject.agrees(with: resource.subject) else { throw .tree(.severalSubjects(offset: resource.offset)) }
            rowCount += 1
            row(resource.documentRow(number: rowCount))
        case .bundle:
            guard isTop else { throw .tree(.bundleInBundle(offset: resource.offset)) }
            guard !resource.isHistory else { throw .tree(.bundleOfVersions) }
        case .other:
            guard !resource.hasEntries else { throw .tree(.otherContent(format)) }
        case .untold:
            throw .tree(.otherContent(format))
        }
        if let around = bundle, !isTop {
            resource = around
            bundle = nil
        }
    }
}

/// Walks the model along the elements of XML. A value is the attribute `value` of an element.
struct FHIRXML: XMLSink {
    private var model = FHIRModel(inXML: true)
    private var isInside = false
    /// Open elements below one that is not read.
    private var skippedDepth = 0

    static func claims(_ head: DocumentHead) -> Bool {
        head.textBegins("<") && head.textHolds("http://hl7.org/fhir\"")
            && (head.textHolds("<Observation") || head.textHolds("<Bundle"))
    }

    mutating func begin(
        _ tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        if skippedDepth > 0 {
            skippedDepth += 1
            return
        }
        let name = text.extracting(tag.name)
        if !isInside {
            guard Self.roots.index(of: name) != nil, try isOfFHIR(tag, text, at: offset) else {
                throw .tree(.otherContent(.fhirR4XML))
            }
            isInside = true
        }
        guard let place = model.place(of: name) else {
            skippedDepth = 1
            return
        }
        model.enter(place, at: offset)
        if place == .resource { model.take(kind: name) }
        try takeValue(tag, text, at: offset)
    }

    mutating func end(row: (DocumentRow) -> Void) throws(DocumentDefect) {
        if skippedDepth > 0 { skippedDepth -= 1 } else { try model.leave(row: row) }
    }

    func finish() {}

    private mutating func takeValue(_ tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64) throws(DocumentDefect) {
        guard let raw = try attribute(Self.value, of: tag, text, at: offset) else { return }
        let value = text.extracting(raw)
        guard value.count <= Limits.stringBytes else { return }
        guard value.indices.contains(where: { value[$0] == 0x26 }) else {
            if value.count <= Limits.unescapedBytes { model.take(value, .attribute) }
            return
        }
        guard let unescaped = try UnescapedText(attribute: value, at: offset) else { return }
        model.take(unescaped.bytes.span.extracting(0..<unescaped.byteCount), .attribute)
    }

    private func isOfFHIR(_ tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64) throws(DocumentDefect) -> Bool {
        guard let raw = try attribute(Self.namespaceName, of: tag, text, at: offset) else { return false }
        return Self.namespace.index(of: text.extracting(raw)) != nil
    }

    /// Where the one attribute of that name has its value.
    private func attribute(
        _ wanted: NameTable, of tag: XMLTag, _ text: Span<UInt8>, at offset: UInt64
    ) throws(DocumentDefect) -> Range<Int>? {
        var attributes = tag.attributes
        var found: Range<Int>?
        while let attribute = try attributes.next(text, at: offset) {
            guard wanted.index(of: text.extracting(attribute.name)) != nil else { continue }
            guard found == nil else { throw .tree(.malformedXML(offset: offset)) }
            found = attribute.value
        }
        return found
    }

    private static let roots = NameTable(["Observation", "Bundle"])
    private static let value = NameTable(["value"])
    private static let namespaceName = NameTable(["xmlns"])
    private static let namespace = NameTable(["http://hl7.org/fhir"])
}
