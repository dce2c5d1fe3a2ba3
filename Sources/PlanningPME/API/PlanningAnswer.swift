import HTTPTransport

/// An answer with what was asked: that decides how much of it is read.
struct PlanningAnswer: Sendable {
    let request: RemoteRequest
    let response: HTTPResponse

    var status: Int { response.status }
}
