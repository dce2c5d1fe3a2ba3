import ArgumentParser

/// `passerelle tenant`.
struct TenantCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "The customers and their settings.",
        subcommands: [
            CreateTenantCommand.self, ListTenantsCommand.self, ShowTenantCommand.self, EditTenantCommand.self,
            CheckTenantCommand.self, ProbeTenantCommand.self,
            ActivateTenantCommand.self,
            PauseTenantCommand.self, DeleteTenantCommand.self,
        ])
}
