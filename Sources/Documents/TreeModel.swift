/// How a value at the end of a branch was written.
enum LeafKind: Sendable {
    case string, number, boolean
    /// An attribute of XML, which may be any of these.
    case attribute
}

/// What a reader of JSON or XML knows of the tree it walks: which members it reads, and what it makes of them.
///
/// The walk tells it of nothing below a member that it does not read.
protocol TreeModel: Sendable {
    associatedtype Place: Sendable

    /// Where a value at the top of the document stands; `nil` when the model reads none there.
    static func top(isInArray: Bool) -> Place?

    /// The place of the member called `name` of where the walk stands; `nil` when it is not read.
    func place(of name: Span<UInt8>) -> Place?

    mutating func enter(_ place: Place, at offset: UInt64) throws(DocumentDefect)
    /// The value of the place entered last. Not called for `null` and for what is too long to be of use.
    mutating func take(_ text: Span<UInt8>, _ kind: LeafKind) throws(DocumentDefect)
    /// Leaves the place entered last.
    mutating func leave(row: (DocumentRow) -> Void) throws(DocumentDefect)
    mutating func finish() throws(DocumentDefect)
}

/// Walks a model along a JSON text. An array's items all stand where the array stands, one after the other.
struct JSONTree<Model: TreeModel>: JSONSink {
    private enum Container { case object, array(Model.Place) }

    private var model: Model
    /// Open brackets of the part that is read; at most `Limits.treeDepth`.
    private var containers: [Container] = []
    private var isInTopArray = false
    /// Open brackets below a member that is not read.
    private var skippedDepth = 0
    /// Where the member stands whose key came last.
    private var member: Model.Place?
    /// What a top level of another kind is called in the defect.
    private let format: DocumentFormat

    init(_ model: Model, format: DocumentFormat) {
        self.model = model
        self.format = format
    }

    mutating func take(
        _ token: JSONToken, _ text: Span<UInt8>, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        if skippedDepth > 0 {
            switch token {
            case .objectBegin, .arrayBegin: skippedDepth += 1
            case .objectEnd, .arrayEnd: skippedDepth -= 1
            default: break
            }
            return
        }
        switch token {
        case .key:
            member = model.place(of: text)
        case .longKey:
            member = nil
        case .objectBegin:
            guard let place = try nextPlace() else { return skippedDepth = 1 }
            containers.append(.object)
            try model.enter(place, at: offset)
        case .objectEnd:
            _ = containers.popLast()
            try model.leave(row: row)
        case .arrayBegin:
            try beginArray()
        case .arrayEnd:
            if containers.popLast() == nil { isInTopArray = false }
        case .string:
            try takeLeaf(text, .string, at: offset, row: row)
        case .number:
            try takeLeaf(text, .number, at: offset, row: row)
        case .boolean:
            try takeLeaf(text, .boolean, at: offset, row: row)
        case .null, .longString:
            try takeNothing(at: offset, row: row)
        }
    }

    mutating func finish() throws(DocumentDefect) { try model.finish() }

    private mutating func beginArray() throws(DocumentDefect) {
        if containers.isEmpty {
            guard !isInTopArray, Model.top(isInArray: true) != nil else { throw .tree(.otherContent(format)) }
            isInTopArray = true
        } else if case .object? = containers.last, let member {
            containers.append(.array(member))
        } else {
            // An array in an array: nothing here has one.
            skippedDepth = 1
        }
    }

    /// Where the value that begins now stands.
    private func nextPlace() throws(DocumentDefect) -> Model.Place? {
        switch containers.last {
        case .object: return member
        case .array(let place): return place
        case nil:
            guard let place = Model.top(isInArray: isInTopArray) else { throw .tree(.otherContent(format)) }
            return place
        }
    }

    private mutating func takeLeaf(
        _ text: Span<UInt8>, _ kind: LeafKind, at offset: UInt64, row: (DocumentRow) -> Void
    ) throws(DocumentDefect) {
        guard !containers.isEmpty else { throw .tree(.otherContent(format)) }
        guard let place = try nextPlace() else { return }
        try model.enter(place, at: offset)
        try model.take(text, kind)
        try model.leave(row: row)
    }

    /// A value that says nothing: the member is there, and empty.
    private mutating func takeNothing(at offset: UInt64, row: (DocumentRow) -> Void) throws(DocumentDefect) {
        guard !containers.isEmpty else { throw .tree(.otherContent(format)) }
        guard let place = try nextPlace() else { return }
        try model.enter(place, at: offset)
        try model.leave(row: row)
    }
}
