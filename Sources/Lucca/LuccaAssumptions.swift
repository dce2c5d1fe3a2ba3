/// Facts about Lucca that no public documentation confirms, each used in one place only: what turns out otherwise with a
/// customer's key is corrected here.
enum LuccaAssumptions {
    /// The order of a list that shifts least while rows come and go: by ascending id, on employees and absences.
    static let stableOrder = ("orderBy", "id,asc")

    /// The last added first: future joiners are most likely among them.
    static let newestFirst = ("orderBy", "id,desc")

    /// `value` as a bare number counts hours, as its text form does.
    static let secondsPerUnitOfValue = 3600.0

    /// A half-day lasts no longer than a day.
    static let longestValue = 86_400

    /// A page of half-days that stays under Lucca's 5 seconds on most accounts, and the smallest that is still worth asking.
    static let leavePage = 4000
    static let smallestPage = 50

    /// A department that does not say so is active.
    static let departmentIsActiveByDefault = true
}
