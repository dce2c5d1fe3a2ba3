public import SyncCore
import SyncEngine

/// A call to one of the remote systems, relative to the tenant's address there.
public struct RemoteRequest: Sendable {
    public enum Retry: Sendable, Hashable {
        /// Doing it twice is the same as once: reads, deletes, PUTs.
        case safe
        /// Never sent again once it may have been received: creates.
        case never
    }

    /// What comes back, which decides how much of it is read.
    public enum Answer: Sendable, Hashable {
        /// A page of a list.
        case page
        /// Anything else.
        case thing
    }

    public var method: HTTPMethod
    /// Below the address's base, in plain text, without a leading slash: `api/v3/users`. Encoded when sent; dot segments are refused.
    public var path: String
    /// In plain text; encoded when sent, in this order.
    public var query: [(name: String, value: String)]
    public var headers: [(name: String, value: String)]
    public var secretHeaders: [(name: String, value: Secret)]
    public var body: HTTPBody?
    public var retry: Retry
    /// Seconds for one attempt; nil takes the call policy's.
    public var deadline: Double?
    public var answer: Answer
    /// Statuses that the caller wants to see at once although they would be retried or thrown, such as Lucca's 408.
    public var acceptedStatuses: Set<Int>
    /// How often the caller has sent the same before: those count as attempts.
    public var attemptsBefore = 0

    /// - Parameter retry: nil means `.never` for POST and `.safe` for the others.
    public init(
        _ method: HTTPMethod, _ path: String, query: [(name: String, value: String)] = [],
        headers: [(name: String, value: String)] = [], secretHeaders: [(name: String, value: Secret)] = [],
        body: HTTPBody? = nil, retry: Retry? = nil, deadline: Double? = nil, answer: Answer = .thing,
        acceptedStatuses: Set<Int> = []
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.secretHeaders = secretHeaders
        self.body = body
        self.retry = retry ?? (method == .post ? .never : .safe)
        self.deadline = deadline
        self.answer = answer
        self.acceptedStatuses = acceptedStatuses
    }
}

extension RemoteRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "\(method.rawValue) \(path)" }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

/// Puts a request's path and query behind an address.
enum RemoteURL {
    /// nil when the path would leave the address's base.
    static func make(_ address: RemoteAddress, _ request: RemoteRequest) -> String? {
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\\") }) else { return nil }
        let path = PercentEncoding.encode(request.path, keeping: "/")
        // Commas and colons stay: Lucca's lists are long, and the whole head must stay under 8 KB.
        let query = request.query.map {
            "\(PercentEncoding.encode($0.name, keeping: ""))=\(PercentEncoding.encode($0.value, keeping: ",:"))"
        }
        return address.baseURL + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}

extension RemoteSystem {
    var metricsRemote: SyncMetrics.Remote { self == .lucca ? .lucca : .planningPME }
}
