import Dispatch
import Foundation

/// Tells when the process was asked to end, by SIGTERM or SIGINT.
struct StopSignal {
    private let asked: AsyncStream<Void>
    private let sources: [any DispatchSourceSignal]

    init() {
        let (asked, continuation) = AsyncStream<Void>.makeStream()
        self.asked = asked
        sources = [SIGTERM, SIGINT].map { number in
            // Without this the signal's own action comes first.
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number)
            source.setEventHandler { continuation.yield() }
            source.resume()
            return source
        }
    }

    func wait() async {
        for await _ in asked { break }
        for source in sources { source.cancel() }
    }
}
