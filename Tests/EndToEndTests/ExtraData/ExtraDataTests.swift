import Foundation
import Simulators
import Testing

/// One customer's extra data by the real program, from the rules to the resources.
@Suite("Extra data, end to end", .serialized)
struct ExtraDataTests {
    private static let site = CarriedField("e_Site-chantier", to: "Site")
    private static let badge = CarriedField("e_taille", to: "Badge", "--unchecked")
    /// One of each format; the site is asked for twice.
    private static let everyFormat = [
        site, CarriedField("e_Site-chantier", to: "Agence"), CarriedField("e_caces_fin", to: "Fin CACES", as: .date),
        CarriedField("e_caces_fin", to: "Fin du CACES"), CarriedField("e_Heures-semaine", to: "Heures", as: .number),
        CarriedField("e_permis", to: "Conducteur", as: .boolean), CarriedField("e_habilitations", to: "Habilitations"),
        CarriedField("e_Langues", to: "Langues"), CarriedField("e_vehicule/e_immat", to: "immatriculation"),
        CarriedField("e_vehicule/e_km", to: "Kilometres", as: .number),
    ]

    // MARK: What arrives

    @Test("Every format arrives in smaller pages; a planner's value, a missing resource and an unknown target are reported")
    func everyFormatArrives() async throws {
        try await ExtraDataScene.with(seed: 81) { scene in
            let tenant = scene.tenant
            scene.lucca.behaviour.extraData.rowsWithinTime = 50
            let dressed = Set(scene.holders(of: Self.badge).map(\.employee))
            let keeper = try #require(scene.holders(of: Self.site).first { dressed.contains($0.employee) })
            let byHand = "Atelier des planificateurs"
            try tenant.planning.apply(
                .editResourceField(resource: keeper.resource, field: "Site", json: "\"\(byHand)\""))
            let lonely = try #require(Self.withoutResource(scene))

            let refused = try await scene.command(["field", "set", scene.slug, Self.badge.field, "--to", Self.badge.target])
            #expect(refused.status == 64, "\(refused.stderr)")
            try await scene.carry(Self.everyFormat + [Self.badge])
            try await expectPreview(scene, Self.everyFormat + [Self.badge])

            let (mark, others) = (scene.installation.world.journal.sequence, tenant.others(than: Self.everyFormat))
            let run = try await scene.run()
            let pages = scene.installation.world.journal.entries(since: mark, remote: .lucca, tenant: scene.slug)
                .filter { $0.path.hasPrefix("/api/v3/users") }.map(\.status)
            #expect(pages.contains(408) && pages.last == 200, "\(pages)")
            let kept: [String: [Int: JSONValue?]] = ["Site": [keeper.resource: .string(byHand)]]
            expectShown(Self.everyFormat, tenant, scene.expected, except: kept)
            #expect(tenant.others(than: Self.everyFormat) == others, "something else of a resource was changed")
            expectReported(run, keeper: keeper.employee, lonely: lonely.id, dressed: dressed.count)

            let again = try await scene.idle("though nothing is new")
            #expect(again.requests.planningpme == 0)
            expectReported(again, keeper: keeper.employee, lonely: lonely.id, dressed: dressed.count)
            let why = try await scene.explain(keeper.employee)
            #expect(why["Site"] == ["some", "kept", "kept"] && why["Agence"] == ["some", "written", "unchanged"])
            #expect(why["Badge"] == ["some", "refused", "refused"])
            let none = try await scene.explain(lonely.id)
            #expect(none.employee == "employee_unmatched" && none.resourceKey == nil)
            #expect(none.fields.count == 11 && none.fields.allSatisfy { $0.recorded == nil && $0.nextRun == "not_synced" })

            try await makeGood(scene, lonely)
        }
    }

    /// Everything that the runs reported is put right: the next whole read brings the rest.
    private func makeGood(_ scene: ExtraDataScene, _ lonely: SimulatedEmployee) async throws {
        let tenant = scene.tenant
        try tenant.planning.apply(
            .addResource(label: "Enfin là", registrationNumber: lonely.employeeNumber, email: ""))
        tenant.addResourceField("Badge")
        try await scene.carry([CarriedField(Self.site.field, to: Self.site.target, "--replace")])
        let run = try await scene.run(["--reconcile"])
        #expect(run.found.isEmpty, "\(run.found)")
        #expect(scene.expected.resources[lonely.id] != nil)
        expectShown(Self.everyFormat + [Self.badge], tenant, scene.expected)

        try await scene.expect("field", "unset", scene.slug, Self.badge.target)
        let holder = try #require(scene.holders(of: Self.badge).first).employee
        try scene.lucca.apply(.setFieldValue(employee: holder, field: Self.badge.field, value: .text("Plus jamais")))
        try await scene.idle("by a rule that was unset")
    }

    /// A synced person who could be found by their number, and whom no resource has.
    private static func withoutResource(_ scene: ExtraDataScene) -> SimulatedEmployee? {
        let (expected, employees) = (scene.expected, scene.lucca.employees)
        let numbers = Dictionary(grouping: employees, by: \.employeeNumber).mapValues(\.count)
        return employees.first { employee in
            expected.covers(employee) && expected.resources[employee.id] == nil && !employee.employeeNumber.isEmpty
                && numbers[employee.employeeNumber] == 1
                && !scene.tenant.planning.resources.contains { $0.text("registrationNumber") == employee.employeeNumber }
        }
    }

    /// The preview counts and lists resources and targets, without a value, and nothing is written.
    private func expectPreview(_ scene: ExtraDataScene, _ rules: [CarriedField]) async throws {
        let (mark, before) = (scene.installation.world.journal.sequence, scene.tenant.standing)
        let document = try await scene.showPreview(["--output", "json"])
        let table = try await scene.showPreview()
        let preview = try document.decode(ExtraDataScene.Preview.self)
        #expect(scene.writes(since: mark).isEmpty && scene.tenant.standing == before)
        var wanted: [String: Set<String>] = [:]
        var values: Set<String> = []
        for rule in rules {
            for (employee, _) in scene.holders(of: rule) {
                wanted["\(employee)", default: []].insert(rule.target)
                if case .string(let value)? = rule.wanted(of: employee, in: scene.lucca) { values.insert(value) }
            }
        }
        let found = Dictionary(preview.resourceChanges.map { ($0.employeeId, Set($0.write)) }) { $0.union($1) }
        #expect(found == wanted && preview.resourceChanges.count == wanted.count)
        #expect(preview.resourceChanges.allSatisfy { $0.clear.isEmpty } && preview.withheldClears.isEmpty)
        let count = wanted.values.map(\.count).reduce(0, +)
        #expect(table.stdout.contains("Extra data of \(wanted.count) resources (\(count) written, 0 cleared)"), "\(table.stdout)")
        let text = document.stdout + document.stderr + table.stdout + table.stderr
        let shown = values.filter { $0.count >= 8 && text.contains($0) }
        #expect(values.count > 20 && shown.isEmpty, "the preview shows values: \(shown)")
    }

    private func expectReported(_ run: ExtraDataScene.Run, keeper: Int, lonely: Int, dressed: Int) {
        let kept = run.found.filter { $0.code == "field_kept" }
        #expect(kept.map(\.subject.employee) == ["\(keeper)"] && kept.first?.parameters.target == "Site", "\(run.found)")
        let unknown = run.found.filter { $0.code == "field_refused" }
        #expect(unknown.count == 1 && unknown.first?.parameters.target == "Badge", "\(run.found)")
        #expect(unknown.first?.parameters.people == dressed, "\(run.found)")
        #expect(run.found.count == 2, "\(run.found)")
        #expect(run.problems.contains { $0.code == "employee_unmatched" && $0.subject.employee == "\(lonely)" })
    }

    // MARK: What Lucca no longer shows

    private static let taille = CarriedField("e_taille", to: "Taille", "--clear-when-empty")
    private static let immat = CarriedField("e_vehicule/e_immat", to: "immatriculation", "--clear-when-empty")
    /// Everything clears: what is hidden must not count as gone.
    private static let clearing = [
        CarriedField("e_Site-chantier", to: "Site", "--clear-when-empty"), taille,
        CarriedField("e_caces_fin", to: "Fin CACES", as: .date, "--clear-when-empty"), immat,
        CarriedField("e_permis", to: "Conducteur", as: .boolean, "--clear-when-empty"),
    ]

    @Test("What Lucca no longer shows is reported and erases nothing; shown again, it is as before", arguments: [1, 2])
    func nothingIsErased(generation: Int) async throws {
        try await ExtraDataScene.with(seed: 82, generation: generation) { scene in
            try await scene.carry(Self.clearing)
            let mark = scene.installation.world.journal.sequence
            scene.lucca.behaviour.generation2.rowsWithinTime = 60
            let run = try await scene.run()
            scene.lucca.behaviour.generation2.rowsWithinTime = 100
            #expect(run.found.isEmpty, "\(run.found)")
            expectShown(Self.clearing, scene.tenant, scene.expected)
            if generation == 2 {
                let answers = scene.installation.world.journal.entries(since: mark, remote: .lucca, tenant: scene.slug)
                #expect(answers.contains { $0.status == 408 && $0.path.contains("employee-attributes") })
            }
            try await theKeyLosesARight(scene)
            let section = try await aSectionIsDeleted(scene)
            try await aDatumIsMovedAndRenamed(scene, section)
            try await listEntriesChange(scene)
            if generation == 1 { try await labelsAreHidden(scene) }
        }
    }

    private func theKeyLosesARight(_ scene: ExtraDataScene) async throws {
        scene.lucca.behaviour.extraData.hiddenSections.insert(2)
        let hidden = Self.clearing.filter { ["immatriculation", "Conducteur"].contains($0.target) }
        try await expectKept(hidden, scene, whileWriting: Self.taille, .text("Sur mesure"), after: "after the key lost a right")
        let check = try await scene.command(["tenant", "check", scene.slug, "--output", "json"])
        #expect(check.status == 1 && check.stdout.contains("e_vehicule/e_immat"), "\(check.stdout)")
        scene.lucca.behaviour.extraData.hiddenSections.remove(2)
        let run = try await scene.idle("after the key got its right back")
        #expect(run.found.isEmpty, "\(run.found)")
    }

    /// - Returns: the section where its data are then.
    private func aSectionIsDeleted(_ scene: ExtraDataScene) async throws -> Int {
        try scene.lucca.apply(.deleteSection(section: 1))
        let hidden = Self.clearing.filter { ["Site", "Taille", "Fin CACES"].contains($0.target) }
        let car = SimulatedFieldValue.composite(["e_immat": .text("ZZ-999-ZZ")])
        try await expectKept(hidden, scene, whileWriting: Self.immat, car, after: "after a section was deleted")
        let section = try scene.lucca.apply(.addSection(name: "Planning (2)"))
        for rule in hidden { try scene.lucca.apply(.moveField(field: rule.field, section: section)) }
        let run = try await scene.idle("after the data got another section")
        #expect(run.found.isEmpty, "\(run.found)")
        return section
    }

    private func aDatumIsMovedAndRenamed(_ scene: ExtraDataScene, _ section: Int) async throws {
        try scene.lucca.apply(.moveField(field: Self.taille.field, section: nil))
        let car = SimulatedFieldValue.composite(["e_immat": .text("YY-888-YY")])
        try await expectKept([Self.taille], scene, whileWriting: Self.immat, car, after: "after a datum left its section")
        try scene.lucca.apply(.moveField(field: Self.taille.field, section: section))
        try scene.lucca.apply(.renameField(field: Self.taille.field, name: "Taille (vestiaire)"))
        let run = try await scene.idle("after a datum was renamed")
        #expect(run.found.isEmpty, "\(run.found)")
        let list = try await scene.expect("field", "list", scene.slug)
        #expect(list.stdout.contains("Taille (vestiaire)"), "\(list.stdout)")
    }

    /// A run reports those fields as unreadable, leaves their targets as they are, and writes what else changed.
    private func expectKept(
        _ hidden: [CarriedField], _ scene: ExtraDataScene, whileWriting other: CarriedField, _ value: SimulatedFieldValue,
        after cause: String
    ) async throws {
        let holder = try #require(scene.holders(of: other).first).employee
        let definition = String(other.field.prefix { $0 != "/" })
        try scene.lucca.apply(.setFieldValue(employee: holder, field: definition, value: value))
        let preview = try await scene.preview()
        #expect(preview.resourceChanges.map(\.employeeId) == ["\(holder)"], "\(cause)")
        #expect(preview.resourceChanges.allSatisfy { $0.clear.isEmpty } && preview.withheldClears.isEmpty, "\(cause)")
        let before = scene.tenant.standing
        let run = try await scene.run()
        let now = scene.tenant.standing
        let lost = hidden.filter { rule in before.contains { $1.field(rule.target) != now[$0]?.field(rule.target) } }
        #expect(lost.isEmpty, "\(lost.map(\.target)) changed \(cause)")
        expectShown([other], scene.tenant, scene.expected, after: cause)
        #expect(run.found.allSatisfy { $0.parameters.finding == "fieldUnreadable" && $0.code == "field_unreadable" }, "\(cause)")
        #expect(run.found.compactMap(\.parameters.field).sorted() == hidden.map(\.field).sorted(), "\(run.found) \(cause)")
        let explained = try #require(hidden.first { $0.form == .text })
        let person = try #require(scene.holders(of: explained).first).employee
        let why = try await scene.explain(person)
        #expect(why[explained.target] == ["field_unreadable", "written", "unreadable"], "\(why.fields) \(cause)")
    }

    /// A renamed entry is written by its new name; of one that was removed, the name stays where it is.
    private func listEntriesChange(_ scene: ExtraDataScene) async throws {
        let site = Self.clearing[0]
        let chosen = Self.entries(scene)
        let (removed, renamed) = try #require(Self.two(Set(chosen.values)))
        let leftover = scene.holders(of: site).filter { chosen[$0.employee] == removed }
        let standing = scene.tenant.standing
        let kept = Dictionary(uniqueKeysWithValues: leftover.map { ($0.resource, standing[$0.resource]?.field("Site")) })
        try scene.lucca.apply(.removeListEntry(field: site.field, entry: removed))
        try scene.lucca.apply(.renameListEntry(field: site.field, entry: renamed, name: "Chantier rebaptisé"))
        let run = try await scene.run()
        expectShown([site], scene.tenant, scene.expected, except: ["Site": kept], after: "after an entry was removed")
        #expect(scene.tenant.planning.resources.contains { $0.field("Site") == .string("Chantier rebaptisé") })
        expectUnlabelled(run, people: leftover.count, all: false)
        let why = try await scene.explain(try #require(leftover.first).employee)
        #expect(why["Site"] == ["unlabelled", "written", "unreadable"], "\(why.fields)")
        let again = try await scene.idle("though the entry is still missing")
        expectUnlabelled(again, people: leftover.count, all: false)
    }

    private func labelsAreHidden(_ scene: ExtraDataScene) async throws {
        scene.lucca.behaviour.extraData.definitions = .forbidden
        let run = try await scene.idle("though no label can be read")
        expectUnlabelled(run, people: Self.entries(scene).count, all: true)
        scene.lucca.behaviour.extraData.definitions = .open
    }

    private func expectUnlabelled(_ run: ExtraDataScene.Run, people: Int, all: Bool) {
        #expect(run.found.count == 1, "\(run.found)")
        let parameters = run.found.first?.parameters
        #expect(parameters?.finding == "fieldUnlabelled" && parameters?.field == "e_Site-chantier", "\(run.found)")
        #expect(parameters?.people == people && parameters?.areLabelsUnreadable == all, "\(run.found)")
    }

    /// The entry of each synced person with a resource.
    private static func entries(_ scene: ExtraDataScene) -> [Int: Int] {
        let expected = scene.expected
        var entries: [Int: Int] = [:]
        for employee in scene.lucca.employees where expected.covers(employee) && expected.resources[employee.id] != nil {
            if case .entry(let entry)? = scene.lucca.fieldValues(ofEmployee: employee.id)["e_Site-chantier"] {
                entries[employee.id] = entry
            }
        }
        return entries
    }

    private static func two(_ numbers: Set<Int>) -> (Int, Int)? {
        let sorted = numbers.sorted()
        return sorted.count < 2 ? nil : (sorted[0], sorted[1])
    }

    // MARK: What is cleared

    @Test("Values that are gone are cleared up to the brake, the rest by approval; what planners entered stays throughout")
    func theBrakeAsks() async throws {
        try await ExtraDataScene.with(seed: 83) { scene in
            let size = CarriedField("e_taille", to: "Taille")
            let rules = [Self.clearing[0], size]
            try await scene.carry(rules)
            _ = try await scene.run()
            expectShown(rules, scene.tenant, scene.expected)
            var people = scene.holders(of: rules[0])
            try #require(people.count > 24)
            let keeper = people.removeFirst()
            var kept = try await aPlannerReplacesOurs(scene, keeper)

            // Few: they are cleared at once, and the planner's value stays.
            let few = Array(people.prefix(2))
            people.removeFirst(2)
            for person in few + [keeper] { try remove(Self.site, of: person.employee, scene) }
            let sized = try #require(scene.holders(of: size).first)
            try remove(size, of: sized.employee, scene)
            kept["Taille"] = [sized.resource: scene.tenant.standing[sized.resource]?.field("Taille")]
            let preview = try await scene.preview()
            #expect(Set(preview.resourceChanges.map(\.employeeId)) == Set((few + [keeper]).map { "\($0.employee)" }))
            #expect(preview.resourceChanges.allSatisfy { $0.clear == ["Site"] && $0.write.isEmpty })
            let cleared = try await scene.run()
            #expect(cleared.found.isEmpty, "\(cleared.found)")
            expectShown(rules, scene.tenant, scene.expected, except: kept, after: "after a few values were gone")
            #expect(try await scene.explain(few[0].employee)["Site"] == ["none", nil, "no_value"])
            #expect(try await scene.explain(keeper.employee)["Site"] == ["none", nil, "no_value"])
            #expect(try await scene.explain(sized.employee)["Taille"] == ["none", "written", "no_value"])

            try await manyAreWithheld(scene, rules, people, kept)
        }
    }

    /// - Returns: what the targets show instead of Lucca's values.
    private func aPlannerReplacesOurs(
        _ scene: ExtraDataScene, _ keeper: (employee: Int, resource: Int)
    ) async throws -> [String: [Int: JSONValue?]] {
        try scene.tenant.planning.apply(
            .editResourceField(resource: keeper.resource, field: "Site", json: "\"Quai 4\""))
        try change(Self.site, of: keeper.employee, scene)
        let run = try await scene.run()
        let kept: [String: [Int: JSONValue?]] = ["Site": [keeper.resource: .string("Quai 4")]]
        expectShown([Self.site], scene.tenant, scene.expected, except: kept, after: "after a planner replaced ours")
        #expect(run.found.map(\.code) == ["field_kept"] && run.found.first?.subject.employee == "\(keeper.employee)")
        let why = try await scene.explain(keeper.employee)
        #expect(why["Site"] == ["some", "kept", "kept"], "\(why.fields)")
        return kept
    }

    private func manyAreWithheld(
        _ scene: ExtraDataScene, _ rules: [CarriedField], _ people: [(employee: Int, resource: Int)],
        _ kept: [String: [Int: JSONValue?]]
    ) async throws {
        let tenant = scene.tenant
        let gone = Array(people.prefix(15))
        let ids = Set(gone.map { "\($0.employee)" })
        let other = people[15].employee
        let before = tenant.standing
        for person in gone { try remove(Self.site, of: person.employee, scene) }
        try change(Self.site, of: other, scene)
        let preview = try await scene.preview()
        #expect(Set(preview.withheldClears) == ids)
        #expect(preview.resourceChanges.map(\.employeeId) == ["\(other)"])
        #expect(preview.resourceChanges.allSatisfy { $0.clear.isEmpty && $0.write == ["Site"] })

        let braked = try await scene.run(endings: ["needs_review"])
        var withheld = kept
        for person in gone { withheld["Site", default: [:]][person.resource] = before[person.resource]?.field("Site") }
        expectShown(rules, tenant, scene.expected, except: withheld, after: "though the brake withholds")
        #expect(braked.found.map(\.code) == ["deletions_withheld"], "\(braked.found)")
        #expect(Set(braked.found.first?.parameters.employees ?? []) == ids)
        #expect(try await scene.explain(gone[0].employee)["Site"] == ["none", "written", "withhold"])

        // Until someone approves, one gets a value again, and a planner takes over another.
        let (back, taken) = (gone[1], gone[2])
        try change(Self.site, of: back.employee, scene)
        try tenant.planning.apply(.editResourceField(resource: taken.resource, field: "Site", json: "\"Quai 5\""))
        let day = "\(scene.installation.world.today)"
        let approved = try await scene.command(["run", "approve", "\(braked.id)", "--as-of", day, "--output", "json"])
        #expect(approved.status == 0 || approved.status == 3, "\(approved.stderr)")
        var standing = kept
        standing["Site", default: [:]][taken.resource] = JSONValue.string("Quai 5")
        expectShown(rules, tenant, scene.expected, except: standing, after: "after the approval")
        #expect(gone.count { tenant.standing[$0.resource]?.field("Site") == nil } == 13)
        let run = try await scene.idle("after the approval")
        #expect(run.found.isEmpty, "\(run.found)")
        #expect(try await scene.explain(gone[0].employee)["Site"] == ["none", nil, "no_value"])
    }

    private func remove(_ rule: CarriedField, of employee: Int, _ scene: ExtraDataScene) throws {
        try scene.lucca.apply(.setFieldValue(employee: employee, field: rule.field, value: nil))
    }

    /// Another entry of the list.
    private func change(_ rule: CarriedField, of employee: Int, _ scene: ExtraDataScene) throws {
        let field = try #require(scene.lucca.fields.first { $0.id == rule.field })
        let now = scene.lucca.fieldValues(ofEmployee: employee)[rule.field]
        let entry = try #require(field.entries.first { .entry($0.id) != now })
        try scene.lucca.apply(.setFieldValue(employee: employee, field: rule.field, value: .entry(entry.id)))
    }
}
