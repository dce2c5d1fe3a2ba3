import SyncCore
import SyncTestKit
import Testing

@testable import AdminCLI

/// `tenant edit` with another address, of a tenant that has an event on its planning.
@Suite("tenant edit: another address")
struct AddressEditTests {
    private func synced() async throws -> SmallWorld {
        let world = try await SmallWorld()
        let outcome = await world.run("run", "now", "acme")
        try #require(world.ours == 1, "\(outcome.messages)")
        return world
    }

    static let rename = ["tenant", "edit", "acme", "--lucca-url", "nouveau.ilucca.net"]
    static let otherBrand = ["tenant", "edit", "acme", "--planningpme-url", "https://api.planningpme.com/neuf/"]

    @Test(arguments: [AddressEditTests.rename, AddressEditTests.otherBrand]) func offATerminalNothingIsChangedWithoutAChoice(
        line: [String]
    ) async throws {
        let world = try await synced()
        let before = await world.run("tenant", "show", "acme", "--output", "json").data
        let writes = world.bench.database.writeCount
        let outcome = await world.bench.run(line)
        #expect(outcome.status == .usage)
        #expect(outcome.messages.contains("1 event of today and later on https://api.planningpme.com/acme/"))
        #expect(outcome.messages.contains("--remove-events") && outcome.messages.contains("--leave-events"))
        #expect(outcome.messages.contains("--take-over") == (line == Self.rename))
        #expect(await world.run("tenant", "show", "acme", "--output", "json").data == before)
        #expect(world.bench.database.writeCount == writes)
    }

    @Test func aRenamedAccountKeepsWhatIsRememberedAndItsEvents() async throws {
        let world = try await synced()
        let outcome = await world.bench.run(Self.rename + ["--take-over"])
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("rewrites the references of 1 event from acme to nouveau"))
        #expect(await world.run("tenant", "show", "acme").data.contains("former accounts"))
        world.planning.change { $0.accounts = ["acme", "nouveau"] }
        let before = world.planning.current.events.keys
        _ = await world.run("run", "now", "acme")
        #expect(world.planning.current.events.keys == before)
        #expect(world.planning.current.events.values.allSatisfy { $0.remark.contains("[lucca:nouveau/") })
        // No question on the way back: the account had that name before.
        let back = await world.run("tenant", "edit", "acme", "--lucca-url", "acme.ilucca.net")
        #expect(back.status == .done, "\(back.messages)")
        _ = await world.run("run", "now", "acme")
        #expect(world.planning.current.events.keys == before)
        #expect(world.planning.current.events.values.allSatisfy { $0.remark.contains("[lucca:acme/") })
    }

    @Test(arguments: [AddressEditTests.rename, AddressEditTests.otherBrand]) func theEventsAreRemovedBeforeTheAddressChanges(
        line: [String]
    ) async throws {
        let world = try await synced()
        let outcome = await world.bench.run(line + ["--remove-events"])
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("Removed 1 event from https://api.planningpme.com/acme/"))
        #expect(world.ours == 0)
        // Nothing prevents the tenant's sync.
        _ = await world.run("run", "now", "acme")
        #expect(world.ours == 1)
    }

    @Test func aRemovalThatFailsChangesNoAddressAndIsGoneOnWith() async throws {
        let world = try await synced()
        world.planning.failAll(.delete, .unreachable)
        let outcome = await world.bench.run(Self.otherBrand + ["--remove-events"])
        #expect(outcome.status != .done)
        #expect(await world.run("tenant", "show", "acme").data.contains("planningpme.com/acme/"))
        world.planning.failAll(.delete, nil)
        let again = await world.bench.run(Self.otherBrand + ["--remove-events"])
        #expect(again.status == .done, "\(again.messages)")
        #expect(world.ours == 0)
    }

    @Test func eventsThatAreLeftAreNamedAndFoundAgainByEditingBack() async throws {
        let world = try await synced()
        let before = world.planning.current.events
        let outcome = await world.bench.run(Self.otherBrand + ["--leave-events"])
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("1 event of today and later stay on https://api.planningpme.com/acme/"))
        let back = await world.run(
            "tenant", "edit", "acme", "--planningpme-url", "https://api.planningpme.com/acme/", "--leave-events")
        #expect(back.status == .done, "\(back.messages)")
        _ = await world.run("run", "now", "acme")
        #expect(world.planning.current.events == before)
    }

    @Test func onATerminalItAsksAndTakesNoAnswerForNo() async throws {
        var world = try await synced()
        world = SmallWorld(world, shape: ConsoleShape(inputIsTerminal: true, messagesAreTerminal: true))
        let nothing = await world.bench.run(Self.rename)
        #expect(nothing.status == .done && nothing.prompts.count == 1)
        #expect(nothing.messages.hasSuffix("\nNothing was changed.\n"))
        #expect(nothing.messages.contains("  Lucca  https://acme.ilucca.net → https://nouveau.ilucca.net\n"))
        let asked = await world.bench.run(Self.rename, input: "yes\n")
        #expect(asked.status == .done && asked.prompts.count == 2 && asked.messages.hasSuffix("\nNothing was changed.\n"))
        let unknown = await world.bench.run(Self.rename, input: "yes\nperhaps")
        #expect(unknown.status == .usage && unknown.messages.contains("Nothing was changed"))
        #expect(!(await world.run("tenant", "show", "acme").data.contains("nouveau.ilucca.net")))
        let typed = await world.bench.run(Self.rename, input: "yes\ntake-over")
        #expect(typed.status == .done, "\(typed.messages)")
        #expect(await world.run("tenant", "show", "acme").data.contains("nouveau.ilucca.net"))
    }

    @Test func choicesThatMeanNothingAreRefused() async throws {
        let world = try await synced()
        for line in [
            ["tenant", "edit", "acme", "--name", "Other", "--take-over"], Self.otherBrand + ["--take-over"],
            Self.rename + ["--take-over", "--leave-events"], Self.otherBrand + ["--remove-events", "--leave-events"],
            ["tenant", "edit", "acme", "--former-accounts", "acme"], ["tenant", "edit", "acme", "--former-accounts", "a b"],
        ] {
            #expect(await world.bench.run(line).status == .usage, "\(line)")
        }
        #expect(world.ours == 1)
    }

    @Test func anAccountOfAnotherTenantIsNeverTakenOver() async throws {
        let world = try await synced()
        _ = await world.run(
            "tenant", "create", "other", "--name", "Other", "--lucca-url", "other.ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/acme/")
        for line in [
            ["tenant", "edit", "acme", "--former-accounts", "other"],
            ["tenant", "edit", "acme", "--lucca-url", "other.ilucca.net", "--remove-events"],
        ] {
            let outcome = await world.bench.run(line)
            #expect(outcome.status == .failed && outcome.messages.contains("[tenant_exists]"), "\(outcome.messages)")
            #expect(outcome.messages.contains("other"))
        }
        #expect(world.ours == 1, "refused before anything is removed")
    }

    /// A test base first, then production: the account's name is the same.
    @Test func fromTheTestBaseToProductionTakesNoChoice() async throws {
        let world = try await synced()
        let before = world.planning.current.events
        let outcome = await world.run("tenant", "edit", "acme", "--lucca-url", "acme.ilucca-test.net")
        #expect(outcome.status == .done, "\(outcome.messages)")
        #expect(outcome.messages.contains("the next run aligns them"))
        _ = await world.run("run", "now", "acme")
        #expect(world.planning.current.events == before)
    }

    /// Registered again after a rename: the ledger is empty, but the operator knows the old name.
    @Test func aTenantRegisteredWithItsFormerNameTakesItsEventsOver() async throws {
        let world = try await synced()
        let before = world.planning.current.events.keys
        #expect(await world.run("tenant", "delete", "acme", "--yes").status == .done)
        let created = await world.run(
            "tenant", "create", "acme", "--name", "Acme", "--lucca-url", "nouveau.ilucca.net", "--planningpme-url",
            "https://api.planningpme.com/acme/", "--former-accounts", "acme, oldest")
        #expect(created.status == .done, "\(created.messages)")
        #expect(await world.run("tenant", "show", "acme", "--output", "csv").data.contains("acme,oldest"))
        world.planning.change { $0.accounts = ["acme", "nouveau", "oldest"] }
        _ = await world.run("scope", "set", "acme", "--department", "1")
        _ = await world.run("run", "now", "acme")
        #expect(world.planning.current.events.keys == before)
        #expect(world.planning.current.events.values.allSatisfy { $0.remark.contains("[lucca:nouveau/") })
    }

    @Test func aTenantThatNeverRanIsEditedAsBefore() async throws {
        let world = try await SmallWorld()
        #expect(await world.bench.run(Self.rename).status == .done)
        #expect(await world.bench.run(Self.otherBrand).status == .done)
    }
}

extension SmallWorld {
    /// How many events carry a reference.
    var ours: Int { planning.current.events.values.count { $0.remark.contains("[lucca:") } }

    /// The same world before another terminal.
    init(_ other: SmallWorld, shape: ConsoleShape) {
        planning = other.planning
        var bench = other.bench
        bench.shape = shape
        self.bench = bench
    }
}
