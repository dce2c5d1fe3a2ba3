package import SyncCore
import SyncEngine

/// A call to one of the remote systems, relative to the tenant's address there.
package struct RemoteRequest: Sendable {
    package enum Retry: Sendable, Hashable {
        /// Idempotent: reads, deletes, PUTs.
        case safe
        /// Never repeated once it may have been received: creates.
        case never
    }

    /// The kind of answer, which decides the limits of reading it.
    package enum Answer: Sendable, Hashable {
        /// A page of a list.
        case page
        /// Anything else.
        case thing
    }

    package var method: HTTPMethod
    /// Below the address's base, in plain text, without a leading slash: `api/v3/users`. Encoded when sent; dot segments are
    /// rejected.
    package var path: String
    /// In plain text; encoded when sent, in this order.
    package var query: [(name: String, value: String)]
    package var headers: [(name: String, value: String)]
    package var secretHeaders: [(name: String, value: Secret)]
    package var body: HTTPBody?
    package var retry: Retry
    /// Seconds for one attempt; nil for the call policy's.
    package var deadline: Double?
    package var answer: Answer
    /// Statuses to return at once although they would be retried or thrown, such as Lucca's 408.
    package var acceptedStatuses: Set<Int>
    /// Sent instead of `query`.
    var linkedQuery: String?
    /// How often the caller has already sent the same request: those count as attempts.
    package var attemptsBefore = 0

    /// - Parameter retry: nil means `.never` for POST and `.safe` for the others.
    package init(
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

    /// The same request for the page that an answer named.
    package func following(_ link: RemoteLink) -> RemoteRequest {
        var request = self
        request.path = link.path
        request.query = []
        request.linkedQuery = link.query
        return request
    }
}

extension RemoteRequest: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(method.rawValue) \(path)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Appends a request's path and query to an address.
enum RemoteURL {
    /// nil if the path leaves the address's base.
    static func make(_ address: RemoteAddress, _ request: RemoteRequest) -> String? {
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\\") }) else { return nil }
        let path = PercentEncoding.encode(request.path, keeping: "/")
        // Commas and colons are not encoded: Lucca's lists are long, and the whole head must stay under 8 KB.
        let query = request.query.map {
            "\(PercentEncoding.encode($0.name, keeping: ""))=\(PercentEncoding.encode($0.value, keeping: ",:"))"
        }
        let parameters = request.linkedQuery ?? query.joined(separator: "&")
        return address.baseURL + path + (parameters.isEmpty ? "" : "?" + parameters)
    }
}
