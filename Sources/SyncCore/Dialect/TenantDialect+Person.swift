import Foundation

extension TenantDialect {
    /// The points of which a person may know what nothing shows.
    public static let pointsOfPersons: Set<DialectPoint> = [.status, .zone]

    /// Takes an operator's word for a point: a status's key, or the identifier of a time zone. The point's default (`none`, `tenant`)
    /// takes back whatever was found of it.
    /// - Returns: false when that is no value of the point, or not a point that a person may set: nothing is changed.
    @discardableResult
    public mutating func say(_ point: DialectPoint, _ text: String, at moment: Instant) -> Bool {
        guard Self.pointsOfPersons.contains(point) else { return false }
        let standard = PlanningDialect()
        if text == standard[point] {
            findings[point] = nil
            return true
        }
        var dialect = standard
        guard dialect.set(point, text), dialect.status ?? 1 > 0, dialect.zone.map({ TimeZone(identifier: $0) != nil }) ?? true
        else { return false }
        // As the dialect spells it: `007` is status 7.
        findings[point] = Finding(value: dialect[point], origin: .person, foundAt: moment)
        return true
    }
}
