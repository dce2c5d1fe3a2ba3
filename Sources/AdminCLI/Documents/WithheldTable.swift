import Foundation
import Operations
import SyncCore
import Words

/// The deletions that the brake withheld, by employee and cause: what a person needs to decide on them.
enum WithheldTable {
    /// The deletions of one employee.
    private struct Person {
        let id: EmployeeID
        var changes: [RunChange] = []

        var start: Instant? { changes.map(\.start).min() }
        var end: Instant? { changes.map(\.end).max() }
    }

    static func table(_ withheld: [RunChange], in zone: TimeZone) -> Table {
        Table(
            [
                .init(Phrase("employee", fr: "collaborateur")), .init(Phrase("deletions", fr: "suppressions"), .right),
                .init(Phrase("from", fr: "début")), .init(Phrase("to", fr: "fin")), .init("cause", wraps: true),
            ],
            people(withheld).map { person in
                let causes = person.changes.map(\.cause).counted
                let words = causes.map { cause, count in
                    causes.count == 1 ? cause.words : cause.words.mapped { "\($0) (\(count))" }
                }
                return [
                    Cell(person.id), Cell(person.changes.count),
                    Cell(person.start.map { LocalTime.text($0, in: zone) }),
                    Cell(person.end.map { LocalTime.endText($0, in: zone) }),
                    Cell(Phrase(words.map(\.english).joined(separator: ", "), fr: words.map(\.french).joined(separator: ", "))),
                ]
            })
    }

    /// `48 deletions of 12 employees: contract ended 30, cancelled in Lucca 18.`
    static func summary(_ withheld: [RunChange]) -> Phrase {
        let deletions = Phrase.counted(withheld.count, "deletion", "deletions", fr: "suppression", "suppressions")
        let employees = Phrase.counted(
            people(withheld).count, "employee", "employees", fr: "collaborateur", "collaborateurs")
        let causes = withheld.map(\.cause.code).counted.map { code, count in
            Phrase("\(code.words.english) (\(count))", fr: "\(code.words.french) (\(Typography.french(count)))")
        }
        return Phrase(
            "\(deletions.english) of \(employees.english): \(causes.map(\.english).joined(separator: ", ")).",
            fr: "\(deletions.french), \(employees.french) : \(causes.map(\.french).joined(separator: ", ")).")
    }

    /// As in JSON.
    static func facts(_ withheld: [RunChange]) -> [Facts] {
        people(withheld).map { person in
            [
                "employeeId": person.id, "deletions": person.changes.count, "start": person.start, "end": person.end,
                "causes": person.changes.map(\.cause).counted.map { ["cause": $0.value, "count": $0.count] as Facts },
            ]
        }
    }

    /// Those with the most deletions first.
    private static func people(_ withheld: [RunChange]) -> [Person] {
        var people: [EmployeeID: Person] = [:]
        for change in withheld { people[change.employeeID, default: Person(id: change.employeeID)].changes.append(change) }
        return people.values.sorted {
            $0.changes.count != $1.changes.count ? $0.changes.count > $1.changes.count : $0.id < $1.id
        }
    }
}

extension Sequence where Element: Hashable {
    /// Each once, the most frequent first, and in the order of the first of each.
    fileprivate var counted: [(value: Element, count: Int)] {
        var places: [Element: Int] = [:]
        var found: [(value: Element, count: Int)] = []
        for element in self {
            if let place = places[element] {
                found[place].count += 1
            } else {
                places[element] = found.count
                found.append((element, 1))
            }
        }
        return found.enumerated().sorted {
            $0.element.count != $1.element.count ? $0.element.count > $1.element.count : $0.offset < $1.offset
        }.map(\.element)
    }
}
