import Foundation
import JSONText
import SyncCore

/// What `api/do/list` is asked.
struct EventListQuery {
    let from: Instant
    let to: Instant
    let resources: [JSONValue]
    /// Whether unavailabilities are asked for by name; else everything comes.
    let isByName: Bool
    /// nil leaves paging to the server.
    let page: Int?
    let pageSize: Int

    func body(_ time: PlanningDialect.Time, _ zone: TimeZone) -> JSONValue {
        var body: JSONObject = [
            "dateFrom": .text(PlanningDateTime.write(from, as: time, in: zone)),
            "dateTo": .text(PlanningDateTime.write(to, as: time, in: zone)),
            "resources": .list(JSONList(resources)),
        ]
        if isByName { body[PlanningPMEAssumptions.Name.results] = .text(PlanningPMEAssumptions.unavailability) }
        if let page {
            body[PlanningPMEAssumptions.Name.pageIndex] = .integer(page)
            body[PlanningPMEAssumptions.Name.pageSize] = .integer(pageSize)
        }
        return .object(body)
    }
}
