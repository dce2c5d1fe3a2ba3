import Foundation

/// A folder of a test's own, gone afterwards.
enum TemporaryFolder {
    static func with<Result>(_ body: (_ path: String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "passerelle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        do {
            let result = try await body(folder.path())
            try FileManager.default.removeItem(at: folder)
            return result
        } catch {
            try? FileManager.default.removeItem(at: folder)
            throw error
        }
    }
}
