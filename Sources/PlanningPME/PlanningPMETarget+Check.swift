import HTTPTransport
import SyncCore
public import SyncEngine

extension PlanningPMETarget: ConnectionChecking {
    /// AppKey, token, reading of each list, writing. Whether writing is allowed is asked by deleting an event that can't exist:
    /// 404 is a yes, 403 a no. [assumed]
    public func check() async -> [CheckResult] {
        var results: [CheckResult] = []
        func attempt(_ name: String, hides: String, _ body: () async throws -> String) async -> Bool {
            do {
                results.append(CheckResult("PlanningPME: \(name)", .ok, detail: try await body()))
                return true
            } catch {
                let known = error as? SyncError
                results.append(
                    CheckResult(
                        "PlanningPME: \(name)", .failed, detail: known?.message ?? "The check itself failed.",
                        remedy: [hides, known?.remedy ?? ""].filter { !$0.isEmpty }.joined(separator: " ")))
                return false
            }
        }
        guard await attempt("AppKey", hides: "Without it nothing works.", { try await api.config(); return "accepted" }) else { return results }
        guard
            await attempt("user", hides: "Without a user nothing can be read or written.", { try await api.authenticate(); return "logged in" })
        else { return results }
        _ = await attempt("resources", hides: "Without them no employee finds a resource.") { "\(try await resources().count) found" }
        _ = await attempt("departments", hides: "Without them resources keep the department they have.") {
            "\(try await departments().count) found"
        }
        _ = await attempt("unavailability types", hides: "Without them no absence finds its type.") { "\(try await types().count) found" }
        _ = await attempt("reading events", hides: "Without it events can't be adopted or settled.") {
            let origin = Instant(secondsSince1970: 0)
            _ = try await unavailabilities(from: origin, to: origin.adding(seconds: 86_400), resources: nil)
            return "allowed"
        }
        _ = await attempt("writing events", hides: "Without it no absence gets onto the planning.") {
            try await delete(EventKey(PlanningPMEAssumptions.impossibleEventKey))
            return "allowed"
        }
        return results
    }
}
