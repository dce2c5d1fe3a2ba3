import HTTPTransport
import Lucca
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

/// Lucca's answers, from the bytes to what the engine gets.
@Suite("Fuzzing: Lucca's answers")
struct LuccaFuzzTests {
    private static let small = 250
    private static let full = 250_000
    private static let from = Sample.day("2026-11-01")
    private static let through = Sample.day("2027-05-31")

    @Test(arguments: Fuzz.shards)
    func departments(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.luccaDepartments, .luccaRefusal)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca, departments", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input)
            let result = try await FuzzProperties.call(exchange) { try await remotes.lucca(exchange).departments() }
            for department in result?.rows ?? [] {
                try hold(FuzzProperties.isIdentifier(department.id.value), "department id \(department.id)")
            }
            let rows = result?.rows ?? []
            try hold(Set(rows).count == rows.count, "a department came twice as it is")
            try FuzzProperties.holdOfProblems(result?.problems ?? [])
        }
    }

    @Test(arguments: Fuzz.shards)
    func employees(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.luccaUsers)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca, employees", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input)
            let result = try await FuzzProperties.call(exchange) { try await remotes.lucca(exchange).employees(in: nil) }
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
    func leaves(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.luccaLeaves)
        let remotes = try FuzzedRemotes()
        let calendar = TenantCalendar(zone: Sample.zone())
        let assembler = AbsenceAssembler(
            calendar: calendar, window: SyncWindow(asOf: Sample.day("2026-12-01"), horizonMonths: 6), includePending: true)
        try await Fuzz(name: "Lucca, leaves", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input)
            let result = try await FuzzProperties.call(exchange) {
                try await remotes.lucca(exchange).leaves(ofEmployeesIn: ["3"], from: Self.from, through: Self.through)
            }
            guard let result else { return }
            for leave in result.leaves {
                for id in [leave.employeeID.value, leave.periodID.value, leave.accountID.value] {
                    try hold(FuzzProperties.isIdentifier(id), "id \(id)")
                }
                try hold((Self.from...Self.through).contains(leave.halfDay.day), "a half-day of \(leave.halfDay)")
                try hold((0...86_400).contains(leave.seconds ?? 0), "\(leave.seconds ?? 0) seconds")
            }
            try hold(
                Set(result.leaves.map(\.accountID)) == Set(result.accounts.map(\.id)), "accounts are not those of the half-days")
            try FuzzProperties.holdOfProblems(result.problems)
            // On to the next reader.
            for account in result.accounts { _ = account.meansRemoteWork }
            try AssembledAbsences.check(assembler.assemble(result.leaves), of: result.leaves, by: assembler)
        }
    }

    @Test(arguments: Fuzz.shards)
    func connectionCheck(shard: Int) async throws {
        let mutator = try await Corpus.shared().mutator(.luccaUsers, .luccaDepartments, .luccaLeaves, .luccaRefusal)
        let remotes = try FuzzedRemotes()
        try await Fuzz(name: "Lucca, check", shard: shard, small: Self.small, full: Self.full).run {
            FuzzedAnswers(mutator, &$0)
        } check: { input in
            let exchange = FuzzedExchange(input)
            let results = await remotes.lucca(exchange).check()
            try hold(!results.isEmpty && !exchange.isEndless, "\(results.count) results, \(exchange.requestCount) requests")
            try FuzzProperties.holdOfResults(results)
        }
    }
}
