internal import PostgresClient
internal import SyncCore

extension PostgresValue {
    static func instant(_ instant: Instant) -> PostgresValue {
        .timestamp(millisecondsSince1970: instant.millisecondsSince1970)
    }

    static func instants(_ instants: [Instant]) -> PostgresValue {
        .timestamps(millisecondsSince1970: instants.map(\.millisecondsSince1970))
    }

    static func day(_ day: CalendarDay) -> PostgresValue {
        .date(day.description)
    }
}
