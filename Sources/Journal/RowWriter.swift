import Foundation
import GRDB
import GRDBSQLite

/// Binds and steps one prepared statement that gives a number at most.
///
/// Readings come a thousand at a time, and an alert waits for the rows of its own. GRDB's arguments make an array of boxed
/// values for each row; with them the same batches took 1.2 to 1.4 times as long (in turn, nine pairs, on a disk and in memory).
struct RowWriter {
    /// Owned by `KeptStatements`, and valid while the `Database` it came from is in use: a `RowWriter` is a local of one
    /// transaction and goes no further.
    private let statement: SQLiteStatement
    private var column: Int32 = 0

    init(_ kept: Statement) {
        statement = kept.sqliteStatement
        // It may hold an earlier user's values.
        sqlite3_reset(statement)
        sqlite3_clear_bindings(statement)
    }

    /// Binds the next column.
    mutating func bind(_ value: Int64) {
        column += 1
        sqlite3_bind_int64(statement, column, value)
    }

    mutating func bind(_ value: Int64?) {
        if let value {
            bind(value)
        } else {
            column += 1
            sqlite3_bind_null(statement, column)
        }
    }

    mutating func bind(_ value: Double?) {
        column += 1
        if let value { sqlite3_bind_double(statement, column, value) } else { sqlite3_bind_null(statement, column) }
    }

    mutating func bind(_ text: String?) {
        column += 1
        if let text { _ = text.bind(to: statement, at: column) } else { sqlite3_bind_null(statement, column) }
    }

    mutating func bind(_ bytes: [UInt8]?) {
        column += 1
        if let bytes { _ = Data(bytes).bind(to: statement, at: column) } else { sqlite3_bind_null(statement, column) }
    }

    /// Writes the row and is ready for the next one.
    mutating func write() throws {
        let code = step()
        sqlite3_reset(statement)
        guard code == SQLITE_DONE else { throw failure(code) }
    }

    /// The number in the first column of the first row there is, and is ready for the next question.
    mutating func fetchNumber() throws -> Int64? {
        let code = step()
        let isThere = code == SQLITE_ROW && sqlite3_column_type(statement, 0) != SQLITE_NULL
        let number = isThere ? sqlite3_column_int64(statement, 0) : nil
        sqlite3_reset(statement)
        guard code == SQLITE_ROW || code == SQLITE_DONE else { throw failure(code) }
        return number
    }

    private mutating func step() -> Int32 {
        precondition(column == sqlite3_bind_parameter_count(statement), "every parameter is bound, once")
        column = 0
        return sqlite3_step(statement)
    }

    private func failure(_ code: Int32) -> DatabaseError {
        let message = sqlite3_errmsg(sqlite3_db_handle(statement)).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}
