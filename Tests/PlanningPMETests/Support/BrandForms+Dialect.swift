import SyncCore
import SyncTestKit

extension BrandForms {
    /// The dialect that such a brand has to be written in.
    var dialect: PlanningDialect {
        var dialect = PlanningDialect()
        dialect.kind = kind
        dialect.reason = reason
        dialect.update = update
        dialect.time = timeInput == .utc ? .utc : .local
        dialect.zone = zone == "Europe/Paris" ? nil : zone
        dialect.status = statuses?.approved
        dialect.wholeDay = wholeDay
        dialect.list = list == .refused || list == .findsNothing ? .filteredHere : .byName
        dialect.paging = paging
        dialect.view = lastDay == nil ? .whole : .limited
        dialect.department = department
        dialect.token = token
        switch create {
        case .event, .keyOnly: dialect.createdKey = .member
        case .bareKey: dialect.createdKey = .body
        case .location: dialect.createdKey = .location
        case .empty: dialect.createdKey = .reference
        }
        switch gone {
        case .notFound, .gone: dialect.gone = .notFound
        case .empty200, .empty204: dialect.gone = .emptySuccess
        case .bad400: dialect.gone = .badRequest
        }
        dialect.deletion = deletionStatus == nil ? .works : .refused
        dialect.remark = remark
        return dialect
    }

    /// Any brand whose dialect can be found out and written.
    static func random(_ random: inout SplitMix64) -> BrandForms {
        var forms = BrandForms()
        forms.kind = random.pick(.flag, .type(.name("Unavailability")), .type(.number(85)))
        forms.refusesOtherKinds = random.chance(25)
        forms.reason = random.pick(.underscoredLabel, .label, .unavailability)
        forms.update = random.pick(.merge, .replace)
        forms.timeInput = random.pick(.local, .utc, .both)
        forms.showsUTC = random.chance(40)
        forms.zone = random.pick("Europe/Paris", "Europe/Paris", "Europe/London", "America/Martinique", "Indian/Reunion")
        forms.tellsZone = forms.zone != "Europe/Paris"
        forms.wholeDay = random.pick(.bounds, .allDay, .allDayUntilLastMinute)
        forms.statuses = random.pick(nil, (1, 2), (4, 4), (1, 7))
        forms.remark = random.pick(.kept, .kept, .trimmed, .escaped)
        forms.create = random.pick(.event, .keyOnly, .bareKey, .location, .empty)
        forms.answersUpdates = random.chance(50)
        forms.gone = random.pick(.notFound, .gone, .empty200, .empty204, .bad400)
        forms.list = random.pick(.byName, .refused, .ignored, .findsNothing)
        forms.paging = random.pick(.fromOne, .fromZero, .ignored)
        forms.hasTotal = random.chance(50)
        forms.department = random.pick(.list, .single)
        forms.token = random.pick(.put, .post)
        return forms
    }
}

extension DialectPoint {
    /// Which points a wrong value of this one may be blamed on, as far as an event shows it.
    var blamed: Set<DialectPoint> {
        switch self {
        case .time, .zone: [.time, .zone]
        default: [self]
        }
    }
}
