internal import PostgresClient
internal import SyncCore

extension PostgresRow {
    func instant(_ column: String) throws(PostgresError) -> Instant {
        Instant(millisecondsSince1970: try timestamp(column))
    }

    func optionalInstant(_ column: String) throws(PostgresError) -> Instant? {
        try optionalTimestamp(column).map { Instant(millisecondsSince1970: $0) }
    }

    func day(_ column: String) throws(PostgresError) -> CalendarDay {
        guard let day = CalendarDay(try date(column)) else { throw failure(column, "is out of the calendar") }
        return day
    }

    func optionalDay(_ column: String) throws(PostgresError) -> CalendarDay? {
        try isNull(column) ? nil : day(column)
    }

    /// One of an enumeration's raw values.
    func stored<Value: RawRepresentable<String>>(_ column: String) throws(PostgresError) -> Value {
        guard let value = Value(rawValue: try text(column)) else { throw failure(column, "holds a word of another release") }
        return value
    }

    func optionalStored<Value: RawRepresentable<String>>(_ column: String) throws(PostgresError) -> Value? {
        try isNull(column) ? nil : stored(column)
    }

    func storedSet<Value: RawRepresentable<String> & Hashable>(_ column: String) throws(PostgresError) -> Set<Value> {
        var values: Set<Value> = []
        for word in try texts(column) {
            guard let value = Value(rawValue: word) else { throw failure(column, "holds a word of another release") }
            values.insert(value)
        }
        return values
    }

    /// As `EventReference.description` writes it.
    func reference(_ column: String) throws(PostgresError) -> EventReference {
        guard let reference = EventReference(parsing: try text(column)) else { throw failure(column, "is no event's reference") }
        return reference
    }

    func optionalReference(_ column: String) throws(PostgresError) -> EventReference? {
        try isNull(column) ? nil : reference(column)
    }
}
