/// One generation's absences, by person and start.
struct SideAbsences {
    struct Item: Hashable {
        let accountID: LeaveAccountID
        let start: Instant
        let end: Instant
        let isPending: Bool

        var shown: GenerationDifference.Absence {
            GenerationDifference.Absence(accountID: accountID, start: start, end: end, isPending: isPending)
        }

        var span: Range<Instant> { start..<end }

        func isEqual(to other: Item) -> Bool { accountID == other.accountID && start == other.start && end == other.end }

        /// In milliseconds; zero or less for none.
        func shared(with other: Item) -> Int {
            min(end, other.end).millisecondsSince1970 - max(start, other.start).millisecondsSince1970
        }
    }

    /// Those that count for the planning.
    let counted: [EmployeeID: [Item]]
    /// Those that are pending, where pending ones do not count.
    let pending: [EmployeeID: [Item]]
    private let leaves: [EmployeeID: [HalfDayLeave]]
    private let calendar: TenantCalendar
    /// What ended until then is not compared.
    private let pastEnd: Instant

    init(_ side: ComparedSide, people: Set<EmployeeID>, ignored: Set<LeaveAccountID>) {
        let (input, settings) = (side.input, side.settings)
        let assembler = AbsenceAssembler(
            calendar: settings.calendar, window: input.window, includePending: settings.includePending)
        let bounds = PlanBounds(calendar: settings.calendar, window: input.window)
        let leaves = input.leaves.filter { people.contains($0.employeeID) && !ignored.contains($0.accountID) }
        func items(_ leaves: [HalfDayLeave], isPending: (Absence) -> Bool) -> [EmployeeID: [Item]] {
            let absences = assembler.assemble(leaves).filter { $0.end > bounds.createAfter }
            return Dictionary(grouping: absences, by: \.employeeID).mapValues { absences in
                absences.map { Item(accountID: $0.accountID, start: $0.start, end: $0.end, isPending: isPending($0)) }.sorted(
                    by: {
                        ($0.start, $0.end, $0.accountID) < ($1.start, $1.end, $1.accountID)
                    })
            }
        }
        let waiting = leaves.filter { $0.status == .pending }
        let days = Dictionary(grouping: waiting, by: \.periodID)
        counted = items(leaves) { absence in
            days[absence.periodID]?.contains {
                $0.accountID == absence.accountID && absence.first <= $0.halfDay && $0.halfDay <= absence.last
            } ?? false
        }
        pending = settings.includePending ? [:] : items(waiting.map(\.approved)) { _ in true }
        self.leaves = Dictionary(grouping: leaves.filter(assembler.counts), by: \.employeeID)
        calendar = settings.calendar
        pastEnd = bounds.createAfter
    }

    /// Absences of one leave account that share time, directly or through others.
    struct Cluster {
        var first: [Item] = []
        var second: [Item] = []
        private var end = Instant(secondsSince1970: 0)

        /// From the first start to the last end.
        var span: Range<Instant> { ((first + second).map(\.start).min() ?? end)..<end }

        static func all(_ first: [Item], _ second: [Item]) -> [Cluster] {
            let items = (first.map { (item: $0, isFirst: true) } + second.map { (item: $0, isFirst: false) })
            var clusters: [Cluster] = []
            for (_, group) in Dictionary(grouping: items, by: \.item.accountID).sorted(by: { $0.key < $1.key }) {
                var open: Cluster?
                for (item, isFirst) in group.sorted(by: { $0.item.start < $1.item.start }) {
                    if let cluster = open, item.start >= cluster.end {
                        clusters.append(cluster)
                        open = nil
                    }
                    var cluster = open ?? Cluster()
                    if isFirst { cluster.first.append(item) } else { cluster.second.append(item) }
                    cluster.end = max(cluster.end, item.end)
                    open = cluster
                }
                if let open { clusters.append(open) }
            }
            return clusters
        }
    }

    /// A half-day of a leave account.
    struct Place: Hashable {
        let accountID: LeaveAccountID
        let halfDay: HalfDay

        init(_ leave: HalfDayLeave) { (accountID, halfDay) = (leave.accountID, leave.halfDay) }
    }

    struct Piece: Hashable {
        let halfDay: HalfDay
        let seconds: Int?
    }

    /// The half-days of leave in that time, each once: equal sets are the same days, however they are cut into absences.
    func halfDays(of person: EmployeeID, _ account: LeaveAccountID, in span: Range<Instant>) -> Set<Piece> {
        Set(
            (leaves[person] ?? []).filter { leave in
                leave.accountID == account && span.contains(calendar.instant(startOf: leave.halfDay))
            }.map { Piece(halfDay: $0.halfDay, seconds: $0.seconds) })
    }

    /// The person's absences of that account in that time.
    func items(of person: EmployeeID, _ account: LeaveAccountID, in span: Range<Instant>) -> [Item] {
        (counted[person] ?? []).filter { $0.accountID == account && $0.span.overlaps(span) }
    }

    /// The person's half-days of leave that are not over: with an approved leave, and with none but pending ones.
    func approvals(of person: EmployeeID) -> (approved: Set<Place>, pending: Set<Place>) {
        let current = (leaves[person] ?? []).filter { calendar.instant(endOf: $0.halfDay) > pastEnd }
        func places(_ status: HalfDayLeave.Status) -> Set<Place> { Set(current.filter { $0.status == status }.map(Place.init)) }
        let approved = places(.approved)
        return (approved, places(.pending).subtracting(approved))
    }

    /// The person's absences that hold one of those half-days.
    func items(of person: EmployeeID, holding places: Set<Place>) -> [Item] {
        (counted[person] ?? []).filter { item in
            places.contains { $0.accountID == item.accountID && item.span.contains(calendar.instant(startOf: $0.halfDay)) }
        }
    }
}

extension HalfDayLeave {
    /// As if it were approved.
    fileprivate var approved: HalfDayLeave {
        HalfDayLeave(
            employeeID: employeeID, periodID: periodID, accountID: accountID, halfDay: halfDay, seconds: seconds)
    }
}
