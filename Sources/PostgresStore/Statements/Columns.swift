internal import PostgresClient

/// Columns that several statements write or read. Their names, parameters and values come from this one list, in order.
struct Columns<Record>: Sendable {
    struct Column: Sendable {
        /// Several if a value is stored in several columns.
        let names: [String]
        let write: @Sendable (Record) -> [PostgresValue]
        let read: @Sendable (inout Record, PostgresRow) throws -> Void

        init(
            _ names: [String], _ write: @escaping @Sendable (Record) -> [PostgresValue],
            _ read: @escaping @Sendable (inout Record, PostgresRow) throws -> Void
        ) {
            self.names = names
            self.write = write
            self.read = read
        }

        /// - Parameter read: gets the column's name.
        init(
            _ name: String, _ write: @escaping @Sendable (Record) -> PostgresValue,
            _ read: @escaping @Sendable (inout Record, PostgresRow, String) throws -> Void
        ) {
            self.init([name], { [write($0)] }, { try read(&$0, $1, name) })
        }

        /// For a column that is read elsewhere.
        init(_ name: String, _ write: @escaping @Sendable (Record) -> PostgresValue) {
            self.init([name], { [write($0)] }, { _, _ in })
        }

        init(_ name: String, _ path: any WritableKeyPath<Record, Int> & Sendable) {
            self.init(name, { .int($0[keyPath: path]) }, { $0[keyPath: path] = try $1.int($2) })
        }
    }

    private let all: [Column]
    private let allNames: [String]

    init(_ all: [Column]) {
        self.all = all
        allNames = all.flatMap(\.names)
    }

    var count: Int { allNames.count }

    /// `a, b, c`.
    var names: String { allNames.joined(separator: ", ") }

    /// `$2, $3, $4`.
    func parameters(from first: Int) -> String {
        allNames.indices.map { "$\(first + $0)" }.joined(separator: ", ")
    }

    /// `a = $2, b = $3, c = $4`.
    func assignments(from first: Int) -> String {
        allNames.enumerated().map { "\($1) = $\(first + $0)" }.joined(separator: ", ")
    }

    /// Of the parameters, in order.
    func values(_ record: Record) -> [PostgresValue] { all.flatMap { $0.write(record) } }

    func read(_ row: PostgresRow, into record: inout Record) throws {
        for column in all { try column.read(&record, row) }
    }

    static func + (first: Columns, second: Columns) -> Columns { Columns(first.all + second.all) }

    /// The same columns for a record that contains this one.
    func of<Whole>(_ part: any WritableKeyPath<Whole, Record> & Sendable) -> Columns<Whole> {
        Columns<Whole>(
            all.map { column in
                Columns<Whole>.Column(
                    column.names, { column.write($0[keyPath: part]) }, { try column.read(&$0[keyPath: part], $1) })
            })
    }
}
