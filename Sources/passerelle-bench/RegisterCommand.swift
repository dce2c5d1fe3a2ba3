import AppWiring
import ArgumentParser
import Foundation
import Operations
import SyncCore
import SyncEngine

/// `passerelle-bench register`: an operator's steps for a new customer, for many at once.
struct RegisterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "register", abstract: "Registers the simulators' customers: addresses, secrets, scope.",
        discussion: "The database and the keyring come from the environment, as passerelle's own do.")

    @Option(help: "What passerelle-simulator --ready-file wrote.") var ready: String
    @Flag(help: "Also let them be synced every day.") var activate = false
    @Option(help: "Their hour, such as 03:30; a moment of the night without it.") var dailyAt: String?

    func run() async throws {
        let ready = try JSONDecoder().decode(ReadyWorld.self, from: Data(contentsOf: URL(filePath: ready)))
        guard let port = ready.baseURLs.first.flatMap({ URL(string: $0)?.port }) else {
            throw BenchError("The ready file names no address.")
        }
        let graph = try await BenchGraph.open()
        let (activate, minutes) = (activate, try dailyAt.map(Self.minutes))
        try await graph.withServices { services in
            try await withThrowingTaskGroup { group in
                var waiting = ready.tenants[...]
                for _ in 0..<8 {
                    guard let card = waiting.popFirst() else { break }
                    group.addTask { try await Self.register(card, port, services, activate: activate, dailyAt: minutes) }
                }
                while try await group.next() != nil {
                    guard let card = waiting.popFirst() else { continue }
                    group.addTask { try await Self.register(card, port, services, activate: activate, dailyAt: minutes) }
                }
            }
        }
    }

    private static func register(
        _ card: ReadyWorld.Card, _ port: Int, _ services: Services, activate: Bool, dailyAt: Int?
    ) async throws {
        var settings = TenantSettings(calendar: TenantCalendar(zone: TimeZone(identifier: "Europe/Paris") ?? .gmt))
        settings.matchEmail = true
        settings.luccaRequests = 50
        settings.hourlyRequests = TenantSettings.Rule.hourlyRequests.range.upperBound
        settings.dailyAt = dailyAt
        let tenant = try await services.registry.create(
            NewTenant(
                slug: try TenantSlug(card.tenant), name: card.tenant.capitalized, environment: .test,
                luccaURL: try services.addresses.luccaURL(pasted: "http://\(card.tenant).localhost:\(port)"),
                planningPMEURL: try services.addresses.planningPMEURL(pasted: card.planningPMEURL), contact: nil,
                settings: settings))
        let secrets: [(CredentialKind, String)] = [
            (.luccaAPIKey, card.credentials.luccaKey), (.planningPMEAppKey, card.credentials.appKey),
            (.planningPMEUsername, card.credentials.username), (.planningPMEPassword, card.credentials.password),
        ]
        for (kind, secret) in secrets { try await services.vault.set(Secret(secret), kind, of: tenant) }
        let departments = try await services.source(tenant).departments().rows
        guard let root = departments.min(by: { $0.hierarchy.count < $1.hierarchy.count }) else {
            throw BenchError("\(card.tenant) has no department.")
        }
        try await services.registry.setScope(DepartmentScope(bases: [.init(id: root.id, withDescendants: true)]), of: tenant.id)
        if activate { try await services.registry.setState(.active, of: tenant.id, from: Tenant.State.before(.active)) }
    }

    private static func minutes(_ text: String) throws -> Int {
        let parts = text.split(separator: ":").compactMap { Int($0) }
        guard parts.count == 2 else { throw BenchError("“\(text)” is not an hour such as 03:30.") }
        return parts[0] * 60 + parts[1]
    }
}
