import HTTPTransport
public import Operations
public import SyncCore

/// A file that takes what is exchanged with both systems, for support: without names, texts and credentials (`ExchangeRecording`).
public struct RecordingFile: SupportRecording {
    let exchanges: ExchangeRecording

    /// Makes the file, readable by its owner alone. It never replaces one.
    /// - Throws: `SyncError` `invalid_input`.
    public init(path: String) throws(SyncError) {
        do throws(ExchangeRecording.Refusal) {
            exchanges = try ExchangeRecording(path: path)
        } catch {
            throw SyncError(
                .process(
                    error.exists
                        ? .recordingExists(path: ShownText(path))
                        : .recordingNotCreated(path: ShownText(path), reason: ShownText("\(error.cause)"))), .rejected)
        }
    }

    public var path: String { exchanges.path }
    public var count: Int { exchanges.count }
    public var failure: String? { exchanges.failure }

    public func close() { exchanges.close() }
}
