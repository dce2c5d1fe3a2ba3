/// The role that a test's connections act as.
package enum TestRole: String, Sendable, CaseIterable {
    case worker = "passerelle_worker"
    case reader = "passerelle_reader"
    /// People's; each includes the one before it.
    case viewer = "passerelle_viewer"
    case `operator` = "passerelle_operator"
    case approver = "passerelle_approver"
    case admin = "passerelle_admin"
    /// The web console's own login, and one that may name people by a reverse proxy's word.
    case console = "passerelle_console"
    case consoleProxy = "passerelle_console_proxy"
    case owner = "passerelle_owner"
    /// No login: the functions that read across tenants run as it.
    case directory = "passerelle_directory"
    /// No login: the functions of the audit log run as it.
    case audit = "passerelle_audit"
    /// No login: the functions about people run as it.
    case people = "passerelle_people"
}
