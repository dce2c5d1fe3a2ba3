public import Logging

/// What is notified on some channels (`LISTEN`), for as long as it is iterated. A lost connection is made anew, which shows
/// as another ``PostgresNotification/listening``. The sequence ends when its task is cancelled, and throws `PostgresError`
/// when no retry helps: a refused login, a channel without a name.
public struct PostgresNotifications: AsyncSequence, Sendable {
    public typealias Element = PostgresNotification

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let logger: Logger

    /// - Parameter configuration: its role, timeouts and `idleCheckInterval` hold here too.
    public init(_ configuration: PostgresConfiguration, channels: [String], logger: Logger) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
    }

    public func makeAsyncIterator() -> Iterator {
        Iterator(configuration: configuration, channels: channels, logger: logger)
    }

    /// Connects at the first `next`. Notifications wait on the server meanwhile.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let configuration: PostgresConfiguration
        fileprivate let channels: [String]
        fileprivate let logger: Logger
        private var listener: Listener?

        fileprivate init(configuration: PostgresConfiguration, channels: [String], logger: Logger) {
            self.configuration = configuration
            self.channels = channels
            self.logger = logger
        }

        public mutating func next() async throws -> PostgresNotification? {
            let listener = try self.listener ?? Listener(configuration, channels: channels, logger: logger)
            self.listener = listener
            return try await listener.next()
        }
    }
}
