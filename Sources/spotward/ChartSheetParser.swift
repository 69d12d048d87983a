/// RFC 4180 rows out of chunks of bytes, one row at a time, in bounded memory.
///
/// Commas, double quotes, doubled quotes inside them; rows end in LF or CRLF; a byte-order mark is passed over.
/// The cells of the current row lie end to end in one buffer that is used again for the next row.
package struct ChartSheetParser {
    package enum Outcome: Equatable {
        case row
        case refused(Refusal)
    }

    package enum Refusal: Equatable {
        /// A quote inside a cell that does not begin with one.
        case strayQuote
        /// Something other than a comma or the end of the row after a closing quote.
        case textAfterQuote
        /// The text ends inside quotes.
        case openQuote
        /// More than `rowByteLimit` bytes, which an unbalanced quote also brings about.
        case tooLong
    }

    /// Bytes of cells and commas a row may hold.
    package static let rowByteLimit = 65_536

    private enum State {
        case cellStart
        case unquoted
        case quoted
        case quoteInQuoted
        case carriageReturnAfterQuote
        /// Passing over the rest of a refused row.
        case skipping
    }

    /// The line the current row began on, from 1.
    package private(set) var rowLine = 1
    /// The line being read.
    package private(set) var line = 1
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    private var state = State.cellStart
    private var isRowDone = false
    private var byteOffset = 0

    package init() { bytes.reserveCapacity(1024) }

    package var cellCount: Int { ends.count }
    /// A row of one empty cell: an empty line.
    package var isBlank: Bool { ends.count == 1 && bytes.isEmpty }

    /// The bytes of a cell, without its quotes.
    package func cell(_ index: Int) -> ArraySlice<UInt8> {
        guard ends.indices.contains(index) else { return [] }
        return bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]]
    }

    /// Goes on from `index` to the end of the next row; `nil` when the chunk is used up first.
    package mutating func next(_ chunk: Span<UInt8>, from index: inout Int) -> Outcome? {
        beginRowIfDone()
        while index < chunk.count {
            let byte = chunk[index]
            index += 1
            if let outcome = take(byte) { return outcome }
        }
        return nil
    }

    /// The row that the end of the text ends; `nil` when it ended with a line feed.
    package mutating func finish() -> Outcome? {
        beginRowIfDone()
        switch state {
        case .skipping: return nil
        case .quoted: return refuse(.openQuote)
        case .cellStart where ends.isEmpty: return nil
        default: return endRow()
        }
    }

    private mutating func beginRowIfDone() {
        guard isRowDone else { return }
        isRowDone = false
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        state = state == .skipping ? .skipping : .cellStart
        rowLine = line
    }

    private mutating func take(_ byte: UInt8) -> Outcome? {
        if byteOffset < 3 {
            let isMark = byteOffset == [0xEF, 0xBB, 0xBF].firstIndex(of: byte)
            byteOffset = isMark ? byteOffset + 1 : 3
            if isMark { return nil }
        }
        let isLineFeed = byte == 0x0A
        if isLineFeed { line += 1 }
        switch (state, byte) {
        case (.skipping, _):
            if isLineFeed {
                state = .cellStart
                rowLine = line
            }
        case (.quoted, 0x22): state = .quoteInQuoted
        case (.quoted, _): return append(byte)
        case (.quoteInQuoted, 0x22):
            state = .quoted
            return append(byte)
        case (.quoteInQuoted, 0x0D): state = .carriageReturnAfterQuote
        case (_, 0x0A): return endRow()
        case (.carriageReturnAfterQuote, _): return refuse(.textAfterQuote)
        case (_, 0x2C):
            guard bytes.count + ends.count < Self.rowByteLimit else { return refuse(.tooLong) }
            endCell()
            state = .cellStart
        case (.quoteInQuoted, _): return refuse(.textAfterQuote)
        case (.cellStart, 0x22): state = .quoted
        case (.unquoted, 0x22): return refuse(.strayQuote)
        case (.cellStart, _), (.unquoted, _):
            state = .unquoted
            return append(byte)
        }
        return nil
    }

    private mutating func append(_ byte: UInt8) -> Outcome? {
        guard bytes.count + ends.count < Self.rowByteLimit else { return refuse(.tooLong) }
        bytes.append(byte)
        return nil
    }

    private mutating func endCell() { ends.append(bytes.count) }

    private mutating func endRow() -> Outcome {
        // The carriage return of CRLF, when the last cell is not quoted.
        if state == .unquoted, bytes.last == 0x0D { bytes.removeLast() }
        endCell()
        isRowDone = true
        state = .cellStart
        return .row
    }

    private mutating func refuse(_ reason: Refusal) -> Outcome {
        isRowDone = true
        state = .skipping
        return .refused(reason)
    }
}

extension ChartSheetParser.Refusal {
    /// What is wrong and what is allowed.
    package var words: String {
        switch self {
        case .strayQuote: "a quote stands inside a cell. Put the whole cell in quotes and double the quotes inside"
        case .textAfterQuote: "text follows a closing quote. Put a comma after it, or double the quotes inside the cell"
        case .openQuote: "a cell that begins with a quote does not end. Close it"
        case .tooLong:
            "the row is longer than \(ChartSheetParser.rowByteLimit) bytes. Look for a quote that is not closed"
        }
    }
}
