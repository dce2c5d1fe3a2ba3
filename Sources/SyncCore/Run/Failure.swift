/// Why something failed, as facts: one case for each distinct message, with its values. `Words` renders them as sentences. Names of
/// cases and parameters are stored: they never change, and what a later release adds is optional.
package indirect enum Failure: Hashable, Sendable {
    case database(Database)
    /// - Parameter path: the keyring's.
    case keyring(Keyring, path: ShownText)
    case credential(Credential)
    case tenant(Tenants)
    case run(Runs)
    case queue(Queue)
    /// A call to one of the two systems that failed without a usable answer.
    case remote(Remote, RemoteSystem)
    case lucca(Lucca)
    case planning(Planning)
    /// Of this process: its settings, its output, its worker.
    case process(Process)
    /// A fault of Passerelle itself.
    case defect(Defect)
    /// Recorded by a newer release.
    case unrecognized(SyncError.Code)

    package var code: SyncError.Code {
        switch self {
        case .database(let failure): failure.code
        case .keyring: .keyringUnusable
        case .credential(let failure): failure.code
        case .tenant(let failure): failure.code
        case .run(let failure): failure.code
        case .queue(let failure): failure.code
        case .remote(let failure, let system): failure.code(of: system)
        case .lucca(let failure): failure.code
        case .planning(let failure): failure.code
        case .process(let failure): failure.code
        case .defect: .defect
        case .unrecognized(let code): code
        }
    }
}

package enum RemoteSystem: String, Sendable, Hashable, Codable, CaseIterable {
    case lucca
    case planningPME
}

// MARK: Stored form

/// The code, and the facts under the name of their area: `{"code": "lucca_failed", "remote": {…}, "system": "lucca"}`.
extension Failure: Codable {
    private enum Member: String, CodingKey {
        case code, database, keyring, path, credential, tenant, run, queue, remote, system, lucca, planning, process, defect
    }

    package func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Member.self)
        try members.encode(code, forKey: .code)
        switch self {
        case .database(let failure): try members.encode(failure, forKey: .database)
        case .keyring(let failure, let path):
            try members.encode(failure, forKey: .keyring)
            try members.encode(path, forKey: .path)
        case .credential(let failure): try members.encode(failure, forKey: .credential)
        case .tenant(let failure): try members.encode(failure, forKey: .tenant)
        case .run(let failure): try members.encode(failure, forKey: .run)
        case .queue(let failure): try members.encode(failure, forKey: .queue)
        case .remote(let failure, let system):
            try members.encode(failure, forKey: .remote)
            try members.encode(system, forKey: .system)
        case .lucca(let failure): try members.encode(failure, forKey: .lucca)
        case .planning(let failure): try members.encode(failure, forKey: .planning)
        case .process(let failure): try members.encode(failure, forKey: .process)
        case .defect(let failure): try members.encode(failure, forKey: .defect)
        case .unrecognized: break
        }
    }

    /// What this release does not know becomes `unrecognized`, with its code.
    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        let code = try members.decode(SyncError.Code.self, forKey: .code)
        self = (try? Self.known(members)) ?? .unrecognized(code)
    }

    private static func known(_ members: KeyedDecodingContainer<Member>) throws -> Failure? {
        if members.contains(.database) { return .database(try members.decode(Database.self, forKey: .database)) }
        if members.contains(.keyring) {
            return .keyring(
                try members.decode(Keyring.self, forKey: .keyring), path: try members.decode(ShownText.self, forKey: .path))
        }
        if members.contains(.credential) { return .credential(try members.decode(Credential.self, forKey: .credential)) }
        if members.contains(.tenant) { return .tenant(try members.decode(Tenants.self, forKey: .tenant)) }
        if members.contains(.run) { return .run(try members.decode(Runs.self, forKey: .run)) }
        if members.contains(.queue) { return .queue(try members.decode(Queue.self, forKey: .queue)) }
        if members.contains(.remote) {
            return .remote(
                try members.decode(Remote.self, forKey: .remote), try members.decode(RemoteSystem.self, forKey: .system))
        }
        if members.contains(.lucca) { return .lucca(try members.decode(Lucca.self, forKey: .lucca)) }
        if members.contains(.planning) { return .planning(try members.decode(Planning.self, forKey: .planning)) }
        if members.contains(.process) { return .process(try members.decode(Process.self, forKey: .process)) }
        if members.contains(.defect) { return .defect(try members.decode(Defect.self, forKey: .defect)) }
        return nil
    }
}

/// For logs: the code and the facts, no sentence.
extension Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .database(let failure): "\(code) \(failure)"
        case .keyring(let failure, let path): "\(code) \(failure) \(path)"
        case .credential(let failure): "\(code) \(failure)"
        case .tenant(let failure): "\(code) \(failure)"
        case .run(let failure): "\(code) \(failure)"
        case .queue(let failure): "\(code) \(failure)"
        case .remote(let failure, _): "\(code) \(failure)"
        case .lucca(let failure): "\(code) \(failure)"
        case .planning(let failure): "\(code) \(failure)"
        case .process(let failure): "\(code) \(failure)"
        case .defect(let failure): "\(code) \(failure)"
        case .unrecognized: "\(code)"
        }
    }
}
