import Foundation
package import SyncCore

/// A row that an entry of the audit log says changed.
package struct AuditedChange: Sendable, Hashable, Decodable {
    package enum Action: String, Sendable, Hashable, Decodable {
        case insert
        case update
        case delete
        case truncate
    }

    /// A raw value of `AuditObject.Kind`, or one of another release.
    package let object: String
    package let action: Action
    /// The columns that name the row.
    package let key: [String: AuditedValue]
    /// By column: of an update, only those that changed.
    package let before: [String: AuditedValue]
    package let after: [String: AuditedValue]

    package init(
        _ object: String, _ action: Action, key: [String: AuditedValue] = [:], before: [String: AuditedValue] = [:],
        after: [String: AuditedValue] = [:]
    ) {
        self.object = object
        self.action = action
        self.key = key
        self.before = before
        self.after = after
    }

    private enum Member: String, CodingKey {
        case object
        case action
        case key
        case before
        case after
    }

    package init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: Member.self)
        func columns(_ member: Member) throws -> [String: AuditedValue] {
            try members.decodeIfPresent([String: AuditedValue].self, forKey: member) ?? [:]
        }
        self.init(
            try members.decode(String.self, forKey: .object), try members.decode(Action.self, forKey: .action),
            key: try columns(.key), before: try columns(.before), after: try columns(.after))
    }
}

/// A column's value, as the audit log has it.
package enum AuditedValue: Sendable, Hashable, Decodable {
    case none
    case flag(Bool)
    case number(Double)
    case text(String)
    case list([AuditedValue])
    case members([String: AuditedValue])

    /// What the log has in place of a name or a secret.
    package static let hidden = AuditedValue.text("hidden")

    package init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .none
        } else if let flag = try? value.decode(Bool.self) {
            self = .flag(flag)
        } else if let number = try? value.decode(Double.self) {
            self = .number(number)
        } else if let text = try? value.decode(String.self) {
            self = .text(text)
        } else if let list = try? value.decode([AuditedValue].self) {
            self = .list(list)
        } else {
            self = .members(try value.decode([String: AuditedValue].self))
        }
    }
}

extension AuditedValue {
    /// Of a moment as PostgreSQL writes it into JSON: `2026-12-01T06:00:00.123456+00:00`. Not by a regular expression, which Swift
    /// compiles at each use: that was half of the audit page.
    package var instant: Instant? {
        guard case .text(let text) = self, let sign = text.dropFirst(19).firstIndex(where: { $0 == "+" || $0 == "-" }),
            let date = try? Date("\(text.prefix(19))Z", strategy: .iso8601), Self.isFraction(text[..<sign].dropFirst(19))
        else { return nil }
        let offset = text[sign...].dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard offset.count == 2, offset.allSatisfy({ $0.utf8.count == 2 && Self.isDigits($0) }), let hours = Int(offset[0]),
            let minutes = Int(offset[1])
        else { return nil }
        let seconds = (hours * 60 + minutes) * 60
        return Instant(date).adding(seconds: text[sign] == "-" ? seconds : -seconds)
    }

    private static func isFraction(_ text: Substring) -> Bool {
        text.isEmpty || text.first == "." && text.count > 1 && isDigits(text.dropFirst())
    }

    private static func isDigits(_ text: Substring) -> Bool { text.utf8.allSatisfy { (48...57).contains($0) } }
}

extension AuditEntry {
    /// Empty if the text was erased, or is of another release and not understood.
    package var rows: [AuditedChange] {
        changes.flatMap { try? JSONDecoder().decode([AuditedChange].self, from: Data($0.utf8)) } ?? []
    }
}
