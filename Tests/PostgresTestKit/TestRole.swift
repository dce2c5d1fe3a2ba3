/// The role that a test's connections act as.
package enum TestRole: String, Sendable, CaseIterable {
    case worker = "passerelle_worker"
    case reader = "passerelle_reader"
    case owner = "passerelle_owner"
    /// No login: the functions that read across tenants run as it.
    case directory = "passerelle_directory"
}
