public import Foundation
public import SyncCore

/// What a request carries. A body that holds a credential (the token form) stays a `Secret` until its bytes are written.
public enum HTTPBody: Sendable {
    case clear(Data)
    case secret(Secret)
}

extension HTTPBody {
    /// A value of a form: one that may be printed, and one that may not.
    public enum FormValue: Sendable {
        case clear(String)
        case secret(Secret)
    }

    /// An `application/x-www-form-urlencoded` body, secret as a whole. The caller names the content type in its headers.
    public static func form(_ fields: [(name: String, value: FormValue)]) -> HTTPBody {
        var pairs: [String] = []
        for field in fields {
            let name = PercentEncoding.encode(field.name, keeping: "")
            switch field.value {
            case .clear(let text): pairs.append("\(name)=\(PercentEncoding.encode(text, keeping: ""))")
            case .secret(let secret):
                secret.reveal { text in pairs.append("\(name)=\(PercentEncoding.encode(text, keeping: ""))") }
            }
        }
        return .secret(Secret(pairs.joined(separator: "&")))
    }
}

extension HTTPBody: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String {
        switch self {
        case .clear(let data): "(\(data.count) bytes)"
        case .secret: "****"
        }
    }
    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
