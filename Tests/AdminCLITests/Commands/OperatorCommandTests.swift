import Foundation
import SyncCore
import SyncEngine
import SyncTestKit
import Testing

@testable import AdminCLI

@Suite("operator, whoami")
struct OperatorCommandTests {
    @Test func whoamiShowsLoginRoleIdentityAndRights() async throws {
        let bench = CommandLineBench()
        let store = InMemoryOperatorStore(bench.database)
        let owner = await bench.run("whoami")
        #expect(owner.data.contains("admin") && owner.data.contains("unproven: not an operator's login"))
        _ = try await store.add("lea", .operator, isShared: false, worksToo: false)
        _ = try await store.add("support", .viewer, isShared: true, worksToo: false)
        store.become("lea")
        let lea = await bench.run("whoami")
        #expect(lea.data.contains("lea") && lea.data.contains("proven: one person's own login"))
        #expect(lea.data.contains("queue and cancel runs") && !lea.data.contains("manage people"))
        store.become("support")
        #expect(await bench.run("whoami").data.contains("unproven: a shared login"))
        let json = await bench.run("whoami", "--output", "json").data
        let facts = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
        #expect(Set(facts.keys) == ["login", "role", "rights", "isProven", "isShared", "isOperator", "besides"])
        #expect(facts["role"] as? String == "viewer" && facts["rights"] as? [String] == ["viewer"])
        let french = await bench.run("whoami", "--lang", "fr").data
        #expect(french.contains("lecteur (viewer)") && french.contains("compte partagé"))
    }

    @Test func theFirstOperatorIsAnnouncedAndListed() async {
        let bench = CommandLineBench()
        #expect(await bench.run("operator", "list").messages.contains("There is no operator."))
        let first = await bench.run("operator", "add", "lea", "--role", "admin")
        #expect(first.status == .done && first.messages.contains("lea now has the role admin."))
        #expect(first.messages.contains("warning: From now on"))
        let second = await bench.run("operator", "add", "support", "--role", "viewer", "--shared")
        #expect(!second.messages.contains("warning:"))
        let listed = await bench.run("operator", "list", "--output", "csv")
        #expect(listed.data.contains("lea,admin,false,active") && listed.data.contains("support,viewer,true,active"))
        #expect(await bench.run("operator", "disable", "lea", "--reason", "left").messages.contains("lea no longer has a role"))
        #expect(await bench.run("operator", "list").data.contains("disabled"))
    }

    @Test func aLoginThatCannotBeAPersonsIsRefused() async {
        let bench = CommandLineBench()
        let owner = await bench.run("operator", "add", InMemoryAuditLog.login, "--role", "viewer")
        #expect(owner.status == .usage && owner.messages.contains("owns the database or is a superuser"))
        let fleet = await bench.run("operator", "add", "fleet", "--role", "viewer")
        #expect(fleet.status == .usage && fleet.messages.contains("operator add fleet --role viewer --works-too"))
        #expect(await bench.run("operator", "add", "fleet", "--role", "viewer", "--works-too").status == .done)
        let listed = await bench.run("operator", "list")
        #expect(listed.data.contains("passerelle_worker"))
        let disabled = await bench.run("operator", "disable", "fleet")
        #expect(disabled.status == .done && disabled.messages.contains("fleet still holds passerelle_worker"))
        #expect(disabled.messages.contains("revoke passerelle_worker from \"fleet\""))
    }

    @Test func theLastAdminDoesNotGiveAwayTheRight() async throws {
        let bench = CommandLineBench()
        _ = await bench.run("operator", "add", "lea", "--role", "admin")
        InMemoryOperatorStore(bench.database).become("lea")
        for command in [["disable", "lea"], ["add", "lea", "--role", "viewer"]] {
            let refused = await bench.run(["operator"] + command)
            #expect(refused.status == .usage && refused.messages.contains("lea is the last admin, and you."))
        }
        #expect(await bench.run("operator", "add", "tom", "--role", "admin").status == .done)
        #expect(await bench.run("operator", "disable", "lea").status == .done)
    }

    @Test func aRoleThatWasGrantedInPsqlIsShown() async throws {
        let bench = CommandLineBench()
        InMemoryOperatorStore(bench.database).grant(.approver, to: "eve")
        let listed = await bench.run("operator", "list")
        #expect(listed.data.contains("eve") && listed.data.contains("unregistered"))
        #expect(listed.messages.contains("eve has the role approver and was not added"))
        #expect(listed.messages.contains("revoke passerelle_approver from \"eve\""))
    }

    @Test func whatTheServerLacksIsNamedWithWhatToRun() async {
        let bench = CommandLineBench()
        let unknown = await bench.run("operator", "add", "nobody", "--role", "viewer")
        #expect(unknown.status == .usage && unknown.messages.contains("create role \"nobody\" login"))
        let quoted = await bench.run("operator", "add", "x\";drop", "--role", "viewer")
        #expect(quoted.messages.contains("create role \"x\"\";drop\" login"), "\(quoted.messages)")
        #expect(await bench.run("operator", "disable", "nobody").status == .usage)
        let role = await bench.run("operator", "add", "lea", "--role", "king")
        #expect(role.status == .usage && role.messages.contains("Choose viewer, operator, approver or admin."))
    }

    @Test func aMissingRightIsNamedWithWhoCanGrantIt() async throws {
        let bench = CommandLineBench()
        await bench.register()
        let store = InMemoryOperatorStore(bench.database)
        _ = try await store.add("lea", .viewer, isShared: false, worksToo: false)
        store.become("lea")
        let refused = await bench.run("tenant", "pause", "acme")
        #expect(refused.status == .failed && refused.messages.contains("[right_missing]"))
        #expect(refused.messages.contains("This requires the right operator"))
        #expect(refused.messages.contains("Ask an admin: `passerelle operator add LOGIN --role operator`"))
        let french = await bench.run("tenant", "delete", "acme", "--yes", "--lang", "fr")
        #expect(french.messages.contains("le droit approver") && french.messages.contains("Demandez à un admin"))
        let entries = try await InMemoryAuditLog(bench.database).list(AuditFilter())
        #expect(entries.map(\.code) == ["right_missing", "right_missing"])
        #expect(await bench.run("run", "list").status == .done)
    }
}
