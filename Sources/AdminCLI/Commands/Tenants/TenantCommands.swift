import ArgumentParser

/// `passerelle tenant`.
struct TenantCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tenant", abstract: "The customers and their settings.",
        subcommands: [
            CreateTenant.self, ListTenants.self, ShowTenant.self, EditTenant.self, CheckTenant.self, ProbeTenantCommand.self,
            ActivateTenant.self,
            PauseTenant.self, DeleteTenant.self,
        ])
}
