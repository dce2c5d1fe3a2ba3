public import SyncCore

/// An exchange whose attempts go into a recording. What it answers and throws is what the real one does.
public struct RecordedExchange: HTTPExchange {
    private let base: any HTTPExchange
    private let recording: ExchangeRecording
    private let system: RemoteSystem
    private let address: RemoteAddress

    /// - Parameters:
    ///   - system: whom the requests go to.
    ///   - address: the tenant's there: what names the customer in it is replaced.
    public init(_ base: any HTTPExchange, into recording: ExchangeRecording, system: RemoteSystem, address: RemoteAddress) {
        self.base = base
        self.recording = recording
        self.system = system
        self.address = address
    }

    public func exchange(_ request: HTTPRequest, limits: ExchangeLimits) async throws -> HTTPResponse {
        let clock = ContinuousClock()
        let start = clock.now
        do {
            let response = try await base.exchange(request, limits: limits)
            await record(request, .answer(response), clock.now - start)
            return response
        } catch let failure as ExchangeFailure {
            await record(request, .failure(failure), clock.now - start)
            throw failure
        }
    }

    private func record(_ request: HTTPRequest, _ ending: ExchangeRecording.Ending, _ duration: Duration) async {
        let milliseconds = Int(duration / .milliseconds(1))
        try? await Decoding.run { [recording, system, address] in
            recording.record(request, ending, of: system, at: address, milliseconds: milliseconds)
        }
    }
}
