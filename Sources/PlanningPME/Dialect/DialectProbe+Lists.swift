import JSONText
import SyncCore
import SyncEngine

extension DialectProbe {
    static let day = 86_400

    /// How events may have to be asked for: by name, then among all.
    var listForms: [(isByName: Bool, page: Int)] {
        let first = dialect.paging == .fromZero ? 0 : 1
        let isByName = dialect.list == .byName
        var forms = (isByName ? [true, false] : [false]).map { (isByName: $0, page: first) }
        // Where nobody knows how pages are counted, an empty list may be a page too far.
        if plan.known.findings[.paging] == nil { forms.append((isByName: isByName, page: 1 - first)) }
        return forms
    }

    /// Looks whether an event is in a list, and whether lists can be asked for by name.
    mutating func tryList(_ key: Int) async throws {
        guard resolved[.list] == nil else { return }
        let isVisible = resolved[.view] != nil
        for form in listForms where form.isByName || !isVisible {
            if try await row(in: form, around: plan.day, where: { $0.key == key }) != nil { return }
            // Among all it was seen.
            if isVisible, form.isByName, resolved[.list] == nil, !closed.contains(.list) {
                dialect.list = .filteredHere
                return resolve(.list, ["byName": "not found", "day": "\(plan.day)"])
            }
        }
        guard resolved[.view] == nil else { return }
        dialect.view = .limited
        resolve(.view, ["day": "\(plan.day)", "list": "not in it", "key": "readable"])
    }

    /// An event of our resource around a day: among all, since it may have become a task; else by name.
    mutating func search(around day: CalendarDay, where isWanted: (EventWire) -> Bool) async throws -> EventWire? {
        for form in listForms.sorted(by: { !$0.isByName && $1.isByName }) {
            if let found = try await row(in: form, around: day, where: isWanted) { return found }
        }
        return nil
    }

    private mutating func row(
        in form: (isByName: Bool, page: Int), around day: CalendarDay, where isWanted: (EventWire) -> Bool
    ) async throws -> EventWire? {
        // It was refused before.
        if form.isByName, dialect.list == .filteredHere { return nil }
        let answer = try await asked(.list(query(day, form.isByName, form.page), codec))
        guard answer.isSuccess else {
            if form.isByName, answer.status == 400 {
                dialect.list = .filteredHere
                resolve(.list, ["byName": "refused", "day": "\(day)"])
            }
            return nil
        }
        guard let page = answer.page else {
            close(.list, .unforeseen(.list, Evidence.shape(of: answer.document?.members)))
            return nil
        }
        let wires = page.items.map(EventWire.init)
        noteStrays(wires)
        guard let found = wires.first(where: isWanted) else { return nil }
        dialect.view = .whole
        resolve(.view, ["day": "\(day)", "list": "in it"])
        if form.isByName, !closed.contains(.list) {
            dialect.list = .byName
            resolve(.list, ["byName": "found", "day": "\(day)"])
        }
        return found
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
