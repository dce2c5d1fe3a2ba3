import SyncCore

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

    /// A page of employees with their custom fields that stays under Lucca's 5 seconds: such rows are big.
    static let extendedUserPage = 200

    /// Definitions of custom fields that an account has, at most: one page.
    static let definitionPage = 1000

    /// The professional phones and the establishment of an employee are in these properties: the phones' names are those of an
    /// older description of the interface, and `legalEntity` is served like `department`, whose id is documented beside it.
    static let phone = LuccaProperty.directLine
    static let mobile = LuccaProperty.professionalMobile
    static let establishment = LuccaProperty.legalEntity

    /// Definitions of custom fields say their format as Lucca describes every property: `type` is 0 for a boolean, 1 for an integer
    /// or an entry of a list, 2 for a number, 3 for a date, 4 for a text, 5 for an object; `format.key` tells them apart.
    /// - Parameters:
    ///   - type: nil where it is not served.
    ///   - key: in lower case; nil where it is not served.
    ///   - hasEntries: of a list of values.
    /// - Returns: nil where this says nothing.
    static func format(type: Int?, key: String?, hasEntries: Bool) -> FieldFormat? {
        if hasEntries { return .list }
        switch key {
        case "select", "radio": return .list
        case "composite": return .composite
        case "file", "image", "picture": return .file
        default: break
        }
        switch type {
        case 0: return .boolean
        case 1, 2: return .number
        case 3: return .date
        case 4: return .text
        default: return nil
        }
    }

    // MARK: Generation 2

    /// The order of a list.
    static let stableSort = "id"

    /// The smallest page that is still worth asking for. Lucca's own limit is 100.
    static let smallestApplicationPage = 10

    /// Seconds that a token is valid where the answer does not say.
    static let tokenSeconds = 300.0

    /// The filters of absences, which no page documents: whose, and from when on they begin. The start is open: an absence that began
    /// long ago may reach into the window.
    static func absenceFilters(of employees: [String], through: CalendarDay) -> [(name: String, value: String)] {
        [(name: "employee.id", value: employees.joined(separator: ",")), (name: "startsOn.between", value: "..--\(through)")]
    }
}
