import AppWiring
import SyncEngine

/// What stands behind the commands: the real graph in the program, ports in memory in tests.
protocol Backend: Sendable {
    /// Opens the ports for the length of `body`, and closes them however it ends.
    /// - Parameter recording: takes what is exchanged with both systems.
    func withServices(
        _ access: AppGraph.Access, recording: SupportRecording?, _ body: (Services) async throws -> CommandExit
    ) async throws -> CommandExit
    var addresses: TenantAddresses { get }

    /// - Parameter applied: told of each migration once it is committed.
    /// - Returns: the names of the migrations that this call applied.
    func migrate(applied: (String) -> Void) async throws -> [String]
    func schemaReport() async throws -> SchemaReport

    /// - Returns: the file's path.
    func createKeyring() async throws -> String
    func rotateKeyring() async throws -> KeyringTurn
    func keyringReport() async throws -> KeyringReport

    /// Is a member of the fleet until `stop` rings.
    func work(
        _ options: WorkerOptions, until stop: StopRequest, onStarted: @escaping @Sendable () -> Void
    ) async throws
}

extension Backend {
    func withServices(
        _ access: AppGraph.Access = .work, _ body: (Services) async throws -> CommandExit
    ) async throws -> CommandExit {
        try await withServices(access, recording: nil, body)
    }
}

/// The program's backend.
extension AppGraph: Backend {}
