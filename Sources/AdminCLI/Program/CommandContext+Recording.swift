import Operations
import SyncCore

extension CommandContext {
    /// Makes the file before anything is sent, and says in the end what it holds, however `body` ends.
    /// - Parameter file: nil to record nothing.
    /// - Throws: `invalid_input` where the file can't be made.
    func recording(
        into file: String?, _ body: (CommandContext) async throws -> CommandExit
    ) async throws -> CommandExit {
        guard let file else { return try await body(self) }
        let (installation, recording) = try installation.recording(into: file)
        var context = self
        context.installation = installation
        do {
            let end = try await body(context)
            return tell(recording, end)
        } catch {
            _ = tell(recording, .failed)
            throw error
        }
    }

    /// - Returns: `end`, or that it failed when the file does not hold everything.
    private func tell(_ recording: any SupportRecording, _ end: CommandExit) -> CommandExit {
        recording.close()
        let what = "\(recording.path) holds \(Plural.of(recording.count, "exchange"))"
        if let failure = recording.failure {
            warn("\(what); the rest could not be written: \(failure).", next: "Make room, and record again into another file.")
            return end == .done ? .failed : end
        }
        say(
            "\(what) with Lucca and PlanningPME. Names, texts and credentials are replaced; it was not sent anywhere.",
            next: "Read it, then hand it to whoever looks into this brand.")
        return end
    }
}
