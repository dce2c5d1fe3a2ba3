import HTTPTransport

/// The endpoints whose answers are decoded.
enum FuzzRoute: String, CaseIterable, Sendable {
    case luccaDepartments
    case luccaUsers
    case luccaDefinitions
    case luccaLeaves
    case luccaRefusal
    case planningToken
    case planningResources
    case planningResource
    case planningDepartments
    case planningTypes
    case planningEvents
    case planningEvent
    case planningCreated
    case planningRefusal

    /// The endpoint that a request of the adapters asks.
    init(_ request: HTTPRequest, status: Int) {
        let parts = request.url.prefix { $0 != "?" }.split(separator: "/").dropFirst(2).map(String.init)
        let isLucca = parts.contains("v3") || parts.contains("organization")
        guard (200..<300).contains(status) else {
            self = isLucca ? .luccaRefusal : .planningRefusal
            return
        }
        if isLucca {
            switch (parts.first, parts.last) {
            case ("organization", _): self = .luccaDepartments
            case (_, "users"): self = .luccaUsers
            case (_, "extensionuserdefinitions"): self = .luccaDefinitions
            default: self = .luccaLeaves
            }
            return
        }
        switch (request.method, parts.dropFirst(2).first, parts.count) {
        case (_, nil, _): self = .planningToken
        case (.post, "do", 4): self = .planningEvents
        case (.post, _, _): self = .planningCreated
        case (_, "do", _): self = .planningEvent
        case (_, "resource", 4): self = .planningResource
        case (_, "resource", _): self = .planningResources
        case (_, "department", _): self = .planningDepartments
        default: self = .planningTypes
        }
    }
}
