import SyncCore
import SyncEngine

/// Kinds and ages of secrets.
enum CredentialDocument {
    static func make(_ stored: [StoredCredential], now: Instant) -> Document {
        Document(
            sections: [
                .table(
                    Table(
                        [.init("kind"), .init("set at"), .init("age", .right)],
                        stored.map {
                            [Cell($0.kind.rawValue), Cell(LocalTime.utc($0.setAt)), Cell(LocalTime.age(of: $0.setAt, at: now))]
                        }))
            ],
            json: .array(
                stored.map { .object([JSONMember("kind", .string($0.kind.rawValue)), JSONMember("setAt", .text($0.setAt))]) }),
            csv: CSVTable(["kind", "setAt"], stored.map { [$0.kind.rawValue, $0.setAt.description] }))
    }
}
