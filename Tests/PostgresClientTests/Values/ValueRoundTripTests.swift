import Foundation
import Testing

@testable import PostgresClient

@Suite("Values, there and back")
struct ValueRoundTripTests {
    private struct Text: PostgresStatement {
        static let sql = "select $1::text as value"
        let value: PostgresValue
        var bindings: [PostgresValue] { [value] }
        static func decode(_ row: PostgresRow) throws -> String? { try row.optionalText("value") }
    }

    @Test(arguments: [
        "", " ", "Zoé Lefèvre-Ñuñez", "日本語 🙂‍↔️ e\u{301}", "it's \"$1\" \\ % _ ; --", "tab\tline\nreturn\r",
        "\u{1}\u{7F}\u{10FFFF}",
    ])
    func textsKeepEveryCharacter(text: String) async throws {
        try await TestDatabase.withPool { pool in
            let value = try await pool.first(Text(value: .text(text)))
            #expect(value.map { Array(($0 ?? "").utf8) } == Array(text.utf8))
        }
    }

    @Test func nullIsNilAndAnEmptyTextIsNot() async throws {
        try await TestDatabase.withPool { pool in
            let null = try await pool.query(Text(value: .null))
            let empty = try await pool.query(Text(value: .text("")))
            #expect(null == [nil])
            #expect(empty == [""])
        }
    }

    @Test func aTextWithNULIsRefusedByName() async throws {
        try await TestDatabase.withPool { pool in
            let error = try await postgresError { try await pool.query(Text(value: .text("secret\0"))) }
            #expect(error.code == .invalidValue)
            #expect(error.description.contains("$1 of Text"))
            #expect(!error.debugDescription.contains("secret"))
            let next = try await pool.query(Successor())
            #expect(next == [2])
        }
    }

    private struct Int64Value: PostgresStatement {
        static let sql = "select $1::bigint as value"
        let value: Int
        var bindings: [PostgresValue] { [.int(value)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("value") }
    }

    @Test(arguments: [0, 1, -1, .max, .min, 4_294_967_296])
    func integersKeepTheirExtremes(number: Int) async throws {
        try await TestDatabase.withPool { pool in
            let values = try await pool.query(Int64Value(value: number))
            #expect(values == [number])
        }
    }

    private struct DoubleValue: PostgresStatement {
        static let sql = "select $1::double precision as value"
        let value: Double
        var bindings: [PostgresValue] { [.double(value)] }
        static func decode(_ row: PostgresRow) throws -> Double { try row.double("value") }
    }

    @Test(arguments: [
        0, -0.0, 0.1, 1 / 3, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, .leastNonzeroMagnitude, .leastNormalMagnitude,
        .infinity, -.infinity, .nan,
    ])
    func doublesKeepEveryBit(number: Double) async throws {
        try await TestDatabase.withPool { pool in
            let value = try #require(try await pool.first(DoubleValue(value: number)))
            #expect(value.bitPattern == number.bitPattern || (value.isNaN && number.isNaN))
        }
    }

    private struct Mixture: PostgresStatement {
        static let sql = """
            select $1::boolean as yes, $2::boolean as no, $3::uuid as id, $4::date as day, $5::jsonb as document, $6::bytea as bytes
            """
        let id: UUID
        let bytes: [UInt8]
        var bindings: [PostgresValue] {
            [.bool(true), .bool(false), .uuid(id), .date("2024-02-29"), .json(#"{"a": [1, null, "é"]}"#), .bytes(bytes)]
        }
        static func decode(_ row: PostgresRow) throws -> (Bool, Bool, UUID, String, String, [UInt8]) {
            (
                try row.bool("yes"), try row.bool("no"), try row.uuid("id"), try row.date("day"), try row.json("document"),
                try row.bytes("bytes")
            )
        }
    }

    @Test func theOtherTypesComeBackEqual() async throws {
        try await TestDatabase.withPool { pool in
            let statement = Mixture(id: UUID(), bytes: Array(0...255))
            let row = try #require(try await pool.first(statement))
            #expect(row.0 && !row.1)
            #expect(row.2 == statement.id)
            #expect(row.3 == "2024-02-29")
            #expect(row.4 == #"{"a": [1, null, "é"]}"#)
            #expect(row.5 == statement.bytes)
        }
    }

    @Test func noBytesAreStillBytes() async throws {
        try await TestDatabase.withPool { pool in
            let row = try #require(try await pool.first(Mixture(id: UUID(), bytes: [])))
            #expect(row.5 == [])
        }
    }

    private struct Moment: PostgresStatement {
        static let sql = "select $1::timestamptz as value, (extract(epoch from $1::timestamptz) * 1000000)::bigint as epoch"
        let microseconds: Int
        var bindings: [PostgresValue] { [.timestamp(microsecondsSince1970: microseconds)] }
        static func decode(_ row: PostgresRow) throws -> (Int, Int, Int) {
            (try row.timestampMicroseconds("value"), try row.int("epoch"), try row.timestamp("value"))
        }
    }

    @Test func momentsMeanTheSameHereAndOnTheServer() async throws {
        var moments = [
            0, 1, -1, 999_999, -999_999, 951_782_400_000_000, 1_709_164_800_000_000, 253_402_300_800_000_000,
            -62_135_596_800_000_000, -62_135_596_800_000_001, -62_167_219_200_000_000, -210_866_803_200_000_000, .max - 1,
        ]
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            moments.append(Int.random(in: -210_866_803_200_000_000...9_000_000_000_000_000_000, using: &generator))
        }
        for _ in 0..<300 { moments.append(Int.random(in: -2_000_000_000_000_000...4_000_000_000_000_000, using: &generator)) }
        let all = moments
        try await TestDatabase.withPool { pool in
            try await pool.withConnection { connection in
                for moment in all {
                    let row = try #require(try await connection.first(Moment(microseconds: moment)))
                    #expect(row.0 == moment)
                    #expect(row.1 == moment)
                    #expect(row.2 == Int((Double(moment) / 1000).rounded(.down)) || abs(moment) > 1 << 52)
                }
            }
        }
    }

    @Test func momentsOutsideOfTheCalendarAreRefused() async throws {
        try await TestDatabase.withPool { pool in
            for value in [Int.max, Int.min, -210_866_803_200_000_001] {
                let error = try await postgresError { try await pool.query(Moment(microseconds: value)) }
                #expect(error.code == .invalidValue)
            }
            #expect(PostgresValue.timestamp(millisecondsSince1970: .max) == .timestamp(microsecondsSince1970: .max))
        }
    }

    private struct Arrays: PostgresStatement {
        static let sql = """
            select to_json($1::text[]) as texts, to_json($2::bigint[]) as ints, cardinality($1::text[]) as n, ($3::bytea[])[1] as blob,
                $4::boolean[] as flags, ($5::timestamptz[])[1] as moment, array_remove($1::text[], null) as present
            """
        let texts: [String?]
        let ints: [Int]
        var bindings: [PostgresValue] {
            [
                .texts(texts), .ints(ints), .array([.bytes([0, 0x5C, 0x22, 255])]), .bools([true, false]),
                .timestamps(millisecondsSince1970: [1_709_164_800_123]),
            ]
        }

        struct Row {
            let texts: [String?]
            let ints: [Int]
            let count: Int
            let blob: [UInt8]
            let moment: Int
            let present: [String]
        }

        static func decode(_ row: PostgresRow) throws -> Row {
            func list<Element: Decodable>(_ column: String) throws -> [Element] {
                try JSONDecoder().decode([Element].self, from: Data(row.json(column).utf8))
            }
            return Row(
                texts: try list("texts"), ints: try list("ints"), count: try row.int("n"), blob: try row.bytes("blob"),
                moment: try row.timestamp("moment"), present: try row.texts("present"))
        }
    }

    @Test func arraysKeepQuotesBackslashesAndNulls() async throws {
        let texts: [String?] = [
            "", nil, "NULL", "null", "a,b", "{x}", "\"quoted\"", "back\\slash\\", "'", " spaces ", "line\nbreak\t", "été 🙂",
            "\\N",
        ]
        try await TestDatabase.withPool { pool in
            let row = try #require(try await pool.first(Arrays(texts: texts, ints: [.min, 0, .max])))
            #expect(row.texts == texts)
            #expect(row.present == texts.compactMap(\.self))
            #expect(row.ints == [.min, 0, .max])
            #expect(row.count == texts.count)
            #expect(row.blob == [0, 0x5C, 0x22, 255])
            #expect(row.moment == 1_709_164_800_123)
            let empty = try #require(try await pool.first(Arrays(texts: [], ints: [])))
            #expect(empty.texts == [] && empty.present == [] && empty.ints == [])
        }
    }

    @Test func anArrayInAnArrayIsRefused() async throws {
        try await TestDatabase.withPool { pool in
            let error = try await postgresError { try await pool.query(Text(value: .array([.array([.int(1)])]))) }
            #expect(error.code == .invalidValue)
        }
    }

    private struct Concatenation: PostgresStatement {
        static let sql = "select length($1::text) as value"
        let text: String
        var bindings: [PostgresValue] { [.text(text)] }
        static func decode(_ row: PostgresRow) throws -> Int { try row.int("value") }
    }

    @Test func aLargeParameterPassesBothWays() async throws {
        let text = String(repeating: "0123456789abcdef", count: 1 << 20)
        try await TestDatabase.withPool { pool in
            let length = try await pool.first(Concatenation(text: text))
            let back = try await pool.first(Text(value: .text(text)))
            #expect(length == text.utf8.count)
            #expect(back == text)
        }
    }
}
