/// The entries written under the other generation of Lucca than the one that was read. Leave period ids differ between the
/// generations, so an absence finds its events here by employee, leave account and time.
struct OtherGenerationEvents {
    /// What both generations name alike.
    struct Owner: Hashable {
        let employeeID: EmployeeID
        let accountID: LeaveAccountID

        init(_ event: some EventRecord) {
            (employeeID, accountID) = (event.employeeID, event.reference.accountID)
        }

        init(_ absence: Absence) {
            (employeeID, accountID) = (absence.employeeID, absence.accountID)
        }
    }

    private var liveByOwner: [Owner: [LedgerEntry]] = [:]
    private var pastByOwner: [Owner: [LedgerEntry]] = [:]
    private var frozenByOwner: [Owner: [LedgerEntry]] = [:]

    /// The entries are all of the generation that was read.
    var isEmpty: Bool { liveByOwner.isEmpty && pastByOwner.isEmpty }

    mutating func add(past entry: LedgerEntry) {
        pastByOwner[Owner(entry), default: []].append(entry)
    }

    mutating func add(live entry: LedgerEntry, isFrozen: Bool) {
        liveByOwner[Owner(entry), default: []].append(entry)
        if isFrozen { frozenByOwner[Owner(entry), default: []].append(entry) }
    }

    /// Not over, frozen ones included.
    func live(_ absence: Absence) -> [LedgerEntry] {
        liveByOwner.isEmpty ? [] : liveByOwner[Owner(absence)] ?? []
    }

    /// Over.
    func past(_ absence: Absence) -> [LedgerEntry] {
        pastByOwner.isEmpty ? [] : pastByOwner[Owner(absence)] ?? []
    }

    /// Whether an entry that must stay unchanged may show the event already.
    func isFrozen(_ event: DesiredEvent) -> Bool {
        guard !frozenByOwner.isEmpty else { return false }
        return frozenByOwner[Owner(event)]?.contains { $0.start < event.end && event.start < $0.end } ?? false
    }
}
