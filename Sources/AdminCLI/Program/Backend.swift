import AppWiring

/// What stands behind the commands: the real graph in the program, ports in memory in tests.
protocol Backend: Sendable {
    /// Opens the ports for the length of `body`, and closes them however it ends.
    func withServices(_ body: @Sendable (Services) async throws -> CommandExit) async throws -> CommandExit
    var addresses: TenantAddresses { get throws }

    /// - Returns: the names of the migrations that this call applied.
    func migrate() async throws -> [String]
    func schemaReport() async throws -> SchemaReport

    /// - Returns: the file's path.
    func createKeyring() async throws -> String
    /// - Returns: how many tenants' data keys were wrapped anew.
    func rotateKeyring() async throws -> Int
    func keyringReport() async throws -> KeyringReport
}
