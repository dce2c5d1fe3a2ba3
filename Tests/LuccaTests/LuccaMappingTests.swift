import JSONText
import SyncCore
import SyncEngine
import Testing

@testable import Lucca

@Suite("Lucca's mapping")
struct LuccaMappingTests {
    private func json(_ text: String) throws -> JSONValue { try #require(JSONValue.read(text)) }

    private func leaves(_ rows: String...) throws -> LeaveReading {
        var mapping = LeaveMapping(from: day(2026, 12, 1), through: day(2026, 12, 31))
        mapping.add(try rows.map { LeaveWire(try json($0)) })
        return mapping.result()
    }

    /// A good row with some text replaced.
    private func row(_ changes: (String, String)...) -> String {
        changes.reduce(Row.leave(1)) { $0.replacing($1.0, with: $1.1) }
    }

    @Test func aRowBecomesAHalfDay() throws {
        let reading = try leaves(Row.leave(1))
        #expect(
            reading.leaves == [
                HalfDayLeave(
                    employeeID: "42", periodID: "9", accountID: "7", halfDay: HalfDay(day(2026, 12, 24), .morning))
            ])
        #expect(reading.accounts == [LeaveAccount(id: "7", name: "Congés payés")])
        #expect(reading.problems.isEmpty)
    }

    @Test func namesInCapitalsAndIdsAsTextsMakeTheSameHalfDay() throws {
        let other = """
            {"ID":1,"DATE":"2026-12-24T00:00:00","isAM":"true","Value":null,"IsActive":1,"cancellationdate":null,"extra":[1],
            "LeavePeriodID":"9","leaveAccountID":"7","leaveperiod":{"ownerID":"42","IsConfirmed":true},"LeaveAccount":{"Name":"Congés payés"}}
            """
        #expect(try leaves(other).leaves == leaves(Row.leave(1)).leaves)
    }

    @Test func idsAreFoundInsideTheNestedThings() throws {
        let other = row(
            (#""leavePeriodId":9,"leaveAccountId":7,"#, ""), (#""ownerId":42"#, #""owner":{"id":42}"#))
        #expect(try leaves(other).leaves == leaves(Row.leave(1)).leaves)
    }

    @Test func cancelledRowsAreCancelledWhateverTellsIt() throws {
        let inactive = row((#""isActive":true"#, #""isActive":false"#))
        let dated = row((#""cancellationDate":null"#, #""cancellationDate":"2026-11-02T10:00:00""#))
        #expect(try leaves(inactive).leaves.map(\.status) == [.cancelled])
        #expect(try leaves(dated).leaves.map(\.status) == [.cancelled])
    }

    @Test func anUnconfirmedPeriodIsPending() throws {
        #expect(try leaves(row((#""isConfirmed":true"#, #""isConfirmed":false"#))).leaves.map(\.status) == [.pending])
    }

    @Test func hoursAreKept() throws {
        #expect(try leaves(row((#""value":null"#, #""value":"02:30:00""#))).leaves.map(\.seconds) == [9000])
    }

    @Test func remoteWorkIsKept() throws {
        #expect(try leaves(row((#""isRemoteWork":false"#, #""isRemoteWork":true"#))).accounts.map(\.isRemoteWork) == [true])
    }

    @Test func anAccountIsNamedByTheRowThatShowsItsName() throws {
        let nameless = Row.leave(2).replacing(#""name":"Congés payés""#, with: #""name":null"#)
        #expect(try leaves(nameless, Row.leave(1)).accounts.map(\.name) == ["Congés payés"])
    }

    @Test(arguments: [
        (#""date":"2026-12-24""#, #""date":null"#), (#""isAm":true"#, #""isAm":null"#),
        (#""leavePeriodId":9"#, #""leavePeriodId":null"#), (#""leaveAccountId":7"#, #""leaveAccountId":null"#),
        (#""isActive":true"#, #""isActive":null"#), (#""isConfirmed":true"#, #""isConfirmed":null"#),
        (#""value":null"#, #""value":"some""#),
    ])
    func aNullWhereAValueIsPromisedIsAProblemOfThatEmployee(_ before: String, _ after: String) throws {
        let broken = row(
            (before, after), (#""leavePeriod":{"id":9,"#, #""leavePeriod":{"#),
            (#""leaveAccount":{"id":7,"#, #""leaveAccount":{"#))
        let reading = try leaves(broken, Row.leave(2, owner: 43))
        #expect(reading.leaves.map(\.employeeID) == ["43"])
        #expect(reading.unreadable == ["42"])
        #expect(reading.problems.map(\.code) == [.leaveUnreadable])
        #expect(reading.problems.first?.subject == .employee("42"))
    }

    @Test func manyUnreadableRowsOfOnePersonAreOneProblem() throws {
        let broken = (1...3).map { Row.leave($0).replacing(#""isAm":true"#, with: #""isAm":null"#) }
        let reading = try leaves(broken[0], broken[1], broken[2])
        #expect(
            reading.problems.map(\.finding) == [
                .halfDaysUnreadable(count: 3, first: ShownText("1"), flaw: .halfMissing, generation: .first)
            ])
    }

    @Test func aRowOfNobodyIsOfWhomItsLeavePeriodIs() throws {
        let nobodys = row((#""ownerId":42"#, #""ownerId":null"#))
        let known = try leaves(Row.leave(2), nobodys)
        #expect(known.unreadable == ["42"] && known.unowned == 0)
        let unknown = try leaves(nobodys)
        #expect(unknown.unreadable.isEmpty && unknown.unowned == 1 && unknown.problems.isEmpty)
    }

    @Test func aCancelledRowThatIsUnreadableIsNoMatter() throws {
        let cancelled = row((#""isActive":true"#, #""isActive":false"#), (#""ownerId":42"#, #""ownerId":null"#))
        let undated = row((#""isActive":true"#, #""isActive":false"#), (#""date":"2026-12-24""#, #""date":null"#))
        let reading = try leaves(cancelled, undated.replacing(#""id":"1""#, with: #""id":"2""#))
        #expect(reading.leaves.isEmpty && reading.problems.isEmpty && reading.unreadable.isEmpty)
    }

    @Test func whatWasNotAskedForIsDropped() throws {
        #expect(try leaves(Row.leave(1, date: "2026-11-30"), Row.leave(2, date: "2027-01-01")).leaves.isEmpty)
    }

    @Test func aRowThatTwoListsBringCountsOnce() throws {
        #expect(try leaves(Row.leave(1), Row.leave(1)).leaves.count == 1)
    }

    @Test func anEmployeeKeepsLeadingZeroesAndTheLastDay() throws {
        let row = EmployeeWire(try json(Row.user(17, end: #""2026-12-31T00:00:00""#)))
        let employee = try #require(EmployeeMapping.employees([row]).rows.first)
        #expect(employee.employeeNumber == "0017")
        #expect(employee.contractEnd == day(2026, 12, 31))
        #expect(employee.departmentID == "3")
    }

    @Test func whatAnEmployeeNeedNotHaveMayBeNull() throws {
        let row = EmployeeWire(
            try json(
                #"{"id":1,"firstName":null,"mail":null,"employeeNumber":317,"DepartmentID":"3","dtContractStart":null}"#))
        let employee = try #require(EmployeeMapping.employees([row]).rows.first)
        #expect(employee.firstName.isEmpty && employee.mail.isEmpty && employee.employeeNumber == "317")
        #expect(employee.contractStart == nil && employee.contractEnd == nil)
    }

    @Test(arguments: [
        (#""departmentId":3"#, #""departmentId":null"#), (#""dtContractEnd":null"#, #""dtContractEnd":"soon""#),
        (#""dtContractStart":"2020-01-06T00:00:00""#, #""dtContractStart":0"#),
    ])
    func anEmployeeWhoCanNotBePlacedIsAProblemAndNotGone(_ before: String, _ after: String) throws {
        let broken = EmployeeWire(try json(Row.user(17).replacing(before, with: after)))
        let reading = EmployeeMapping.employees([broken, EmployeeWire(try json(Row.user(18)))])
        #expect(reading.rows.map(\.id) == ["18"])
        #expect(reading.unreadable == ["17"])
        #expect(reading.problems.map(\.code) == [.employeeUnreadable])
        #expect(reading.problems.first?.subject == .employee("17"))
    }

    @Test func anEmployeeWithoutIdIsCountedAndTheOthersAreRead() throws {
        let nameless = EmployeeWire(try json(Row.user(17).replacing(#""id":17"#, with: #""id":null"#)))
        let reading = EmployeeMapping.employees([nameless, EmployeeWire(try json(Row.user(18)))])
        #expect(reading.unidentified == 1)
        #expect(reading.rows.map(\.id) == ["18"] && reading.unreadable.isEmpty && reading.problems.isEmpty)
    }

    @Test(
        "A department's id of another JSON type is unreadable, and never another department",
        arguments: [#""abc""#, "99999999999999999999", "[3]", #"{"id":3}"#, "true", "3.5", "-3", #""""#, #""3 ""#])
    func aDepartmentIDOfAnotherType(_ value: String) throws {
        let row = EmployeeWire(try json(Row.user(17).replacing(#""departmentId":3"#, with: #""departmentId":\#(value)"#)))
        let reading = EmployeeMapping.employees([row])
        #expect(reading.rows.isEmpty && reading.unreadable == ["17"])
        #expect(reading.problems.map(\.code) == [.employeeUnreadable])
    }

    @Test func ofAnEmployeeWithAReadableAndAnUnreadableRowNothingIsChanged() throws {
        let broken = EmployeeWire(try json(Row.user(17).replacing(#""departmentId":3"#, with: #""departmentId":null"#)))
        let reading = EmployeeMapping.employees([EmployeeWire(try json(Row.user(17))), broken, broken])
        #expect(reading.rows.isEmpty && reading.unreadable == ["17"] && reading.problems.count == 1)
    }

    @Test func aDepartmentWithoutAPlaceIsKeptWithoutOneAndNamed() throws {
        let row = DepartmentWire(try json(Row.department(3, "/1/").replacing(#""/1/""#, with: "null")))
        let nameless = DepartmentWire(try json(Row.department(4, "/1/2/").replacing(#""id":4"#, with: #""id":[]"#)))
        let reading = DepartmentMapping.departments([row, nameless])
        #expect(reading.rows == [Department(id: "3", name: "Atelier", hierarchy: "")])
        #expect(reading.unidentified == 1)
        #expect(reading.problems.map(\.subject) == [.department("3"), .departments])
        #expect(reading.problems.allSatisfy { $0.code == .departmentUnreadable })
    }

    @Test("Two half-days of one id both count for what they are, in either order")
    func twoRowsOfOneID() throws {
        let cancelled = Row.leave(1).replacing(#""isActive":true"#, with: #""isActive":false"#)
        for rows in [[cancelled, Row.leave(1)], [Row.leave(1), cancelled]] {
            let reading = try leaves(rows[0], rows[1])
            #expect(Set(reading.leaves.map(\.status)) == [.approved, .cancelled] && reading.problems.isEmpty)
        }
        #expect(try leaves(Row.leave(1), Row.leave(1)).leaves.count == 1, "the very row counts once")
    }

    @Test func aHalfDayWithoutIdFreezesItsOwnerAlone() throws {
        let reading = try leaves(Row.leave(1).replacing(#""id":"1""#, with: #""id":[1]"#), Row.leave(2, owner: 43))
        #expect(reading.unreadable == ["42"] && reading.unowned == 0)
        #expect(reading.leaves.map(\.employeeID) == ["43"])
    }

    @Test func noProblemNamesAPerson() throws {
        let broken = EmployeeWire(try json(Row.user(17).replacing(#""departmentId":3"#, with: #""departmentId":null"#)))
        let problem = try #require(EmployeeMapping.employees([broken]).problems.first)
        for name in ["Zoé", "Hôte", "acme.example"] { #expect(!"\(problem)".contains(name)) }
    }
}
