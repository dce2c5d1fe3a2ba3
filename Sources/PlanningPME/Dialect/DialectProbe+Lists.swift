import JSONText
import SyncCore
import SyncEngine

extension DialectProbe {
    private static let day = 86_400

    var firstPage: Int { dialect.paging == .fromZero ? 0 : 1 }

    /// Looks whether an event is in a list, and how that has to be asked for.
    mutating func tryList(_ key: Int) async throws {
        guard resolved[.list] == nil else { return }
        guard try await search(around: plan.day, where: { $0.key == key }) == nil else { return }
        dialect.view = .limited
        resolve(.view, ["day": "\(plan.day)", "list": "not in it", "key": "readable"])
    }

    /// An event of our resource around a day, by name, else among all: finds out how lists are asked for on the way.
    mutating func search(around day: CalendarDay, where isWanted: (EventWire) -> Bool) async throws -> EventWire? {
        var forms = (dialect.list == .byName ? [true, false] : [false]).map { (isByName: $0, page: firstPage) }
        // Where nobody knows how pages are counted, an empty list may be a page too far.
        if plan.known.findings[.paging] == nil { forms.append((isByName: dialect.list == .byName, page: 1 - firstPage)) }
        var isNameRefused = false
        for form in forms where !(form.isByName && isNameRefused) {
            let answer = try await asked(.list(query(day, form.isByName, form.page), codec))
            guard answer.isSuccess else {
                if form.isByName, answer.status == 400 { isNameRefused = true }
                continue
            }
            guard let page = answer.page else {
                close(.list, .unforeseen(.list, Evidence.shape(of: answer.document?.members)))
                return nil
            }
            let wires = page.items.map(EventWire.init)
            noteStrays(wires)
            guard let found = wires.first(where: isWanted) else { continue }
            // A task that should be none says nothing of how unavailabilities are asked for.
            if codec.kind(of: found) != .other, !closed.contains(.list) {
                dialect.list = form.isByName ? .byName : .filteredHere
                dialect.view = .whole
                let name = form.isByName ? "found" : isNameRefused ? "refused" : "not found"
                resolve(.list, ["byName": name, "day": "\(day)"])
                resolve(.view, ["day": "\(day)", "list": "in it"])
            }
            return found
        }
        if isNameRefused {
            dialect.list = .filteredHere
            resolve(.list, ["byName": "refused", "day": "\(day)"])
        }
        return nil
    }

    private func query(_ day: CalendarDay, _ isByName: Bool, _ page: Int) -> EventListQuery {
        let bounds = ProbeEvent(half: .first, day: day, hours: nil).bounds(in: codec.zone)
        return EventListQuery(
            from: bounds.start.adding(seconds: -Self.day), to: bounds.end.adding(seconds: Self.day),
            resources: [.integer(plan.resource.value)], isByName: isByName, page: page,
            pageSize: PlanningPMEAssumptions.resourcePage)
    }

    /// What an earlier probe left is deleted with the rest, as far as the requests go.
    private mutating func noteStrays(_ wires: [EventWire]) {
        let own = "\(now.millisecondsSince1970)-"
        for wire in wires where ProbeMark.isMarked(wire) && !HTMLEntities.decode(wire.remarkTexts).contains(own) {
            guard let key = wire.key, !live.contains(key), requests + live.count + 2 * (strays.count + 1) <= Self.mostRequests
            else {
                continue
            }
            strays.insert(key)
        }
    }
}
