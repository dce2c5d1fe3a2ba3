import SyncCore
import SyncEngine

/// Kinds, ages and hosts of secrets.
enum CredentialDocument {
    static func make(_ stored: [StoredCredential], now: Instant) -> Document {
        Document(
            sections: [
                .table(
                    Table(
                        [.init("kind"), .init("host"), .init("set at"), .init("age", .right)],
                        stored.map {
                            [
                                Cell($0.kind.rawValue), Cell($0.host?.origin ?? "not bound"), Cell(LocalTime.utc($0.setAt)),
                                Cell(LocalTime.age(of: $0.setAt, at: now)),
                            ]
                        }))
            ],
            json: .array(
                stored.map {
                    .object([
                        JSONMember("kind", .string($0.kind.rawValue)), JSONMember("setAt", .text($0.setAt)),
                        JSONMember("host", $0.host.map { .string($0.origin) } ?? .null),
                    ])
                }),
            csv: CSVTable(
                ["kind", "setAt", "host"], stored.map { [$0.kind.rawValue, $0.setAt.description, $0.host?.origin ?? ""] }))
    }
}
