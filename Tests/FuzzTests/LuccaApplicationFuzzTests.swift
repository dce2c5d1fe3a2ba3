import Foundation
import HTTPTestKit
import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// The answers of Lucca's generation 2, from the bytes to what the engine gets.
@Suite("Fuzzing: answers of Lucca's generation 2")
struct LuccaApplicationFuzzTests {
    private static let small = 250
    private static let full = 250_000
    private static let from = Sample.day("2026-11-01")
    private static let through = Sample.day("2027-05-31")
    private static let token = #"{"access_token":"token","token_type":"Bearer","expires_in":1800}"#

    /// Answers as documented (`contracts/lucca.md`), which mutations begin with.
    private enum Documents {
        static let employees = mutator([
            #"""
            {"type":"employees","items":[{"id":"31","givenName":"Ana","familyName":"Melo","employeeNumber":"00031","email":"a@ex.fr",
            "phoneNumber":"+33 1","status":"active","applicableEmployment":{"id":"90","type":"employment"},
            "applicableJobPosition":{"id":"74"}},{"id":"32","givenName":"Zoé","familyName":"Ö","employeeNumber":null,"email":null,
            "status":"upcoming","applicableEmployment":{"id":"91"},"applicableJobPosition":{"id":"75"}}],
            "links":{"prev":null,"next":{"href":"https://acme.ilucca.net/lucca-api/employees?page=!x1&limit=100"}},"totalCount":4,
            "embedded":{"job-position":{"74":{"id":"74","department":{"id":"32"},"jobTitle":"Cariste",
            "businessEstablishment":{"id":"5"},"startsOn":"2024-01-01","endsOn":null},"75":{"id":"75","department":{"id":"33"}}},
            "employment":{"90":{"id":"90","start":{"date":"2024-01-01"},"end":null},"91":{"id":"91","start":{"date":"2027-01-04"},
            "end":{"date":"2027-06-30"}}}}}
            """#,
            #"{"items":[],"links":{"prev":null,"next":null},"totalCount":0,"embedded":{}}"#,
        ])
        static let departments = mutator([
            #"""
            {"items":[{"id":"1","name":"Acme","remoteId":"A","parent":null,"level":1,"isArchived":false},
            {"id":"2","name":"Atelier","parent":{"id":"1","type":"department"},"isArchived":false},
            {"id":"3","name":"Quai","parent":{"id":"2"},"isArchived":true}],"links":{"next":null},"totalCount":3}
            """#
        ])
        static let absences = mutator([
            #"""
            {"items":[{"id":"875","employee":{"id":"31"},"leaveAccount":{"id":"56"},"startsOn":"2026-12-24","startPosition":
            "secondHalfDay","endsOn":"2026-12-28","endPosition":"firstHalfDay","status":"confirmed","details":{"nature":"x"},
            "days":[{"date":"2026-12-24","range":"secondHalfDay","duration":{"iso":"PT12H","value":0.5,"unit":"days"}},
            {"date":"2026-12-28","range":"firstHalfDay","duration":{"iso":"PT2H30M","value":2.5,"unit":"hours"}},
            {"date":"2026-12-29","range":"allDay","duration":{"iso":"P1D","value":1,"unit":"days"}}]},
            {"id":"876","employee":{"id":"31"},"leaveAccount":{"id":"57"},"status":"cancelled","days":[]}],
            "links":{"prev":null,"next":null},"totalCount":2,
            "embedded":{"leave-account":{"56":{"id":"56","name":"Congés payés","unit":"workingDays"}}}}
            """#
        ])
        static let attributes = mutator([
            #"""
            {"items":[{"id":"1","definition":{"id":"e_x"},"employee":{"id":"31"},"applicability":null,"value":"M"},
            {"id":"2","definition":{"id":"e_list"},"employee":{"id":"31"},"applicability":{"start":"2026-01-01","end":null},
            "value":{"id":"12","type":"taxonomy-label"}},{"id":"3","definition":{"id":"e_c"},"employee":{"id":"31"},
            "applicability":{"start":null,"end":"2027-01-01"},"value":{"e_km":48000,"e_ct":"2027-03-31"}}],
            "links":{"next":null},"totalCount":3,"embedded":{"taxonomy-label":{"12":{"id":"12","name":"Nord"}}}}
            """#,
            #"""
            {"items":[{"id":"e_x","name":"Taille","schema":{"title":"short-text","type":["string","null"]},
            "multipleValueHandling":null,"isArchived":false},{"id":"e_c","name":"Véhicule","schema":{"properties":
            {"e_km":{"title":"int32"},"e_ct":{"title":"legacy-date"}}},"propertyDescriptions":{"e_km":{"name":"Km"}}}],
            "links":{"next":null},"totalCount":2}
            """#,
        ])
        static let tokens = mutator([token, #"{"error":"invalid_scope","error_description":"x"}"#])

        private static func mutator(_ texts: [String]) -> Mutator {
            Mutator(documents: texts.map { FuzzDocument(Array($0.utf8)) })
        }
    }

    private static func isToken(_ request: HTTPRequest) -> Bool {
        request.url.hasPrefix("https://accounts.world.luccasoftware.com/")
    }

    /// The token is always given.
    private static func exchange(_ input: FuzzedAnswers) -> FuzzedExchange {
        FuzzedExchange(input) { isToken($0) ? .json(token) : nil }
    }

    /// One employee is there to have absences and values.
    private static func exchange(_ input: FuzzedAnswers, employees: String) -> FuzzedExchange {
        FuzzedExchange(input) { request in
            isToken(request) ? .json(token) : request.url.contains("/lucca-api/employees?") ? .json(employees) : nil
        }
    }

    private static let oneEmployee =
        #"{"items":[{"id":"31","applicableEmployment":null,"applicableJobPosition":{"id":"74"}}],"links":{"next":null},"#
        + #""totalCount":1,"embedded":{"job-position":{"74":{"id":"74","department":{"id":"3"}}}}}"#

    @Test(arguments: Fuzz.shards)
    func tokens(shard: Int) async throws {
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca 2, tokens", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(Documents.tokens, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input) { Self.isToken($0) ? nil : .json(#"{"items":[],"links":{"next":null}}"#) }
            _ = try await FuzzProperties.call(exchange) { try await remotes.luccaApplication(exchange).departments() }
        }
    }

    @Test(arguments: Fuzz.shards)
    func departments(shard: Int) async throws {
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca 2, departments", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(Documents.departments, &$0)
        } check: { input in
            let exchange = Self.exchange(input)
            let result = try await FuzzProperties.call(exchange) { try await remotes.luccaApplication(exchange).departments() }
            for department in result?.rows ?? [] {
                try hold(FuzzProperties.isIdentifier(department.id.value), "department id \(department.id)")
                try hold(
                    department.hierarchy.isEmpty || department.hierarchy.hasSuffix("/\(department.id)/"),
                    "the path of \(department.id) is \(department.hierarchy)")
            }
            try FuzzProperties.holdOfProblems(result?.problems ?? [])
        }
    }

    @Test(arguments: Fuzz.shards)
    func employees(shard: Int) async throws {
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca 2, employees", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(Documents.employees, &$0)
        } check: { input in
            let exchange = Self.exchange(input)
            let result = try await FuzzProperties.call(exchange) {
                try await remotes.luccaApplication(exchange).employees(in: nil)
            }
            guard let result else { return }
            for employee in result.rows {
                try hold(FuzzProperties.isIdentifier(employee.id.value), "employee id \(employee.id)")
                try hold(FuzzProperties.isIdentifier(employee.departmentID.value), "department of \(employee.id)")
            }
            try hold(Set(result.rows).count == result.rows.count, "an employee came twice as they are")
            try hold(result.unreadable.isDisjoint(with: result.rows.map(\.id)), "an employee is readable and not")
            try hold(result.problems.count == result.unreadable.count, "an unreadable employee without a problem")
            try FuzzProperties.holdOfProblems(result.problems)
        }
    }

    @Test(arguments: Fuzz.shards)
    func absences(shard: Int) async throws {
        let remotes = try FuzzedRemotes()
        let calendar = TenantCalendar(zone: Sample.zone())
        let assembler = AbsenceAssembler(
            calendar: calendar, window: SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6), includePending: true)
        try await Fuzz(name: "Lucca 2, absences", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(Documents.absences, &$0)
        } check: { input in
            let exchange = Self.exchange(input, employees: Self.oneEmployee)
            let result = try await FuzzProperties.call(exchange) {
                try await remotes.luccaApplication(exchange).leaves(
                    ofEmployeesIn: ["3"], from: Self.from, through: Self.through)
            }
            guard let result else { return }
            for leave in result.leaves {
                try hold(leave.employeeID == "31", "a half-day of somebody else")
                try hold(leave.periodID.value.hasPrefix("v2-"), "period \(leave.periodID)")
                for id in [String(leave.periodID.value.dropFirst(3)), leave.accountID.value] {
                    try hold(FuzzProperties.isIdentifier(id), "id \(id)")
                }
                try hold((Self.from...Self.through).contains(leave.halfDay.day), "a half-day of \(leave.halfDay)")
                try hold((0...86_400).contains(leave.seconds ?? 0), "\(leave.seconds ?? 0) seconds")
            }
            try hold(
                Set(result.leaves.map(\.accountID)) == Set(result.accounts.map(\.id)), "accounts are not those of the half-days")
            try FuzzProperties.holdOfProblems(result.problems)
            try AssembledAbsences.check(assembler.assemble(result.leaves), of: result.leaves, by: assembler)
        }
    }

    @Test(arguments: Fuzz.shards)
    func attributes(shard: Int) async throws {
        let remotes = try FuzzedRemotes()
        let fields = [("e_x", FieldFormat.text), ("e_list", .list), ("e_c/e_km", .number), ("e_c/e_ct", .date)].compactMap {
            text, format in FieldID(text).map { LuccaField(id: $0, format: format) }
        }
        try await Fuzz(name: "Lucca 2, attributes", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(Documents.attributes, &$0)
        } check: { input in
            let exchange = Self.exchange(input, employees: Self.oneEmployee)
            let read = try await FuzzProperties.call(exchange) {
                try await remotes.luccaApplication(exchange).employees(in: nil, with: fields).fields
            }
            try hold(Set((read?.values ?? [:]).keys).isSubset(of: ["31"]), "a value of somebody else")
            for value in (read?.values["31"] ?? [:]).values {
                if case .several(let values) = value { try hold(values.count > 1, "several of \(values.count)") }
            }
            let other = Self.exchange(input, employees: Self.oneEmployee)
            let offered = try await FuzzProperties.call(other) {
                try await remotes.luccaApplication(other).offeredFields(in: nil)
            }
            for field in offered ?? [] { try hold(field.holders.isSubset(of: ["31"]), "a holder who was not read") }
        }
    }

    @Test(arguments: Fuzz.shards)
    func connectionCheck(shard: Int) async throws {
        let remotes = try FuzzedRemotes()
        let mutator = Mutator(
            documents: [Documents.employees, Documents.departments, Documents.absences, Documents.tokens].flatMap(\.documents))
        try await Fuzz(name: "Lucca 2, check", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            for exchange in [FuzzedExchange(input), Self.exchange(input)] {
                let results = await (try remotes.luccaApplication(exchange)).check()
                try hold(!results.isEmpty && !exchange.isEndless, "\(results.count) results, \(exchange.requestCount) requests")
                try FuzzProperties.holdOfResults(results)
            }
        }
    }
}
