import SyncCore

/// The secrets that are bound to no host, and where each would go.
enum BindDocument {
    static func make(_ loose: [BindCredentials.Loose]) -> Document {
        Document(
            sections: [
                .table(
                    Table(
                        [.init("tenant"), .init("kind"), .init("host"), .init("note")],
                        loose.map {
                            [
                                Cell($0.tenant.slug.value), Cell($0.kind.rawValue), Cell($0.host.origin),
                                Cell($0.isWellKnown ? "" : "a host of its own"),
                            ]
                        }))
            ],
            json: .array(
                loose.map {
                    .object([
                        JSONMember("tenant", .string($0.tenant.slug.value)), JSONMember("kind", .string($0.kind.rawValue)),
                        JSONMember("host", .string($0.host.origin)), JSONMember("wellKnown", .bool($0.isWellKnown)),
                    ])
                }),
            csv: CSVTable(
                ["tenant", "kind", "host", "wellKnown"],
                loose.map { [$0.tenant.slug.value, $0.kind.rawValue, $0.host.origin, "\($0.isWellKnown)"] }))
    }
}
