import Foundation
import JSONText
import SyncCore
import SyncEngine

/// The current value of a resource's field. It never prints itself.
struct CurrentValue {
    private let json: JSONValue?
    private let form: FieldRule.Form
    private let target: FieldTarget
    private let zone: TimeZone

    /// - Parameters:
    ///   - json: nil if the resource does not have the member.
    ///   - zone: of dates that come with an offset.
    init(_ json: JSONValue?, _ target: FieldTarget, as form: FieldRule.Form, zone: TimeZone) {
        self.json = json
        self.target = target
        self.form = form
        self.zone = zone
    }

    /// Nothing that anyone entered. A box that is not ticked is nothing, too; a zero is something.
    var isBlank: Bool {
        switch json {
        case nil, .null, .bool(false): true
        case .text(let text): text.allSatisfy(\.isWhitespace)
        case .list(let list): list.count == 0
        case .object(let object): object.members.isEmpty
        case .bool, .number, .unreadable: false
        }
    }

    /// Whether it is what a write wants: as it was sent, or as a planning may return it. A cleared field is blank.
    func holds(_ wanted: FieldText) -> Bool {
        if wanted.isEmpty { return isBlank }
        return wanted.reveal { text in
            let wanted = comparable(Self.canonical(text, form) ?? text)
            if texts.contains(where: { comparable($0) == wanted }) { return true }
            return form == .boolean && wanted == "false" && isBlank
        }
    }

    /// Whether it is, in the form that a write has, what Passerelle wrote.
    func isOurs(_ write: FieldWrite) -> Bool { texts.contains { write.isOurs(FieldText($0)) } }

    /// As it would have been sent; nil if it is blank, or nothing that is sent.
    var text: FieldText? { isBlank ? nil : texts.first.map { FieldText($0) } }

    /// The texts that may have been sent for it, the likeliest first.
    private var texts: [String] {
        switch (form, json) {
        case (_, nil), (_, .null), (_, .list), (_, .object), (_, .unreadable): return []
        case (.text, .bool(let flag)): return flag ? ["oui", "true"] : ["non", "false"]
        case (_, .bool(let flag)): return [flag ? "true" : "false"]
        case (.boolean, .number(let spelling)):
            return [spelling == "1" ? "true" : spelling == "0" ? "false" : spelling]
        case (_, .number(let spelling)):
            let canonical = PlainNumber.canonical(spelling)
            return canonical == spelling ? [spelling] : [canonical, spelling].compactMap { $0 }
        case (_, .text(let text)):
            let plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
            let others: [String?]
            switch form {
            case .text:
                let lines = plain.replacing("\r\n", with: "\n")
                others = [lines == plain ? nil : lines, day(plain).map(Self.french)]
            case .date, .boolean, .number: others = [form == .date ? day(plain).map(Self.midnight) : Self.canonical(plain, form)]
            }
            return (others + [plain, text == plain ? nil : text]).compactMap { $0 }
        }
    }

    /// The one spelling in which a text is written.
    /// - Returns: nil if it is nothing of that form.
    static func canonical(_ text: String, _ form: FieldRule.Form) -> String? {
        let plain = text.trimmingCharacters(in: .whitespacesAndNewlines)
        switch form {
        case .text: return plain
        case .number: return PlainNumber.canonical(plain)
        case .boolean:
            switch plain.lowercased() {
            case "true", "1", "oui", "yes": return "true"
            case "false", "0", "non", "no": return "false"
            default: return nil
            }
        case .date:
            guard let digits = PlanningDateTime.digits(plain), digits.offset == nil else { return nil }
            return midnight(day(ofSeconds: digits.seconds))
        }
    }

    /// The day of a date-time: as written, or of the zone's local time.
    private func day(_ text: String) -> CalendarDay? {
        guard let digits = PlanningDateTime.digits(text) else { return Self.frenchDay(text) }
        guard let offset = digits.offset, digits.seconds % 86_400 != 0 else { return Self.day(ofSeconds: digits.seconds) }
        return Self.day(
            ofSeconds: PlanningDateTime.local(Instant(secondsSince1970: digits.seconds - offset), in: zone))
    }

    private static func day(ofSeconds seconds: Int) -> CalendarDay {
        CalendarDay(ordinal: Int((Double(seconds) / 86_400).rounded(.down)))
    }

    private static func midnight(_ day: CalendarDay) -> String { "\(day)T00:00:00" }

    /// `15/01/2028`.
    private static func french(_ day: CalendarDay) -> String {
        "\(day)".split(separator: "-").reversed().joined(separator: "/")
    }

    private static func frenchDay(_ text: String) -> CalendarDay? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [2, 2, 4] else { return nil }
        return CalendarDay("\(parts[2])-\(parts[1])-\(parts[0])")
    }

    /// Spaces and punctuation of a telephone number, and letter case of an e-mail address, are no difference.
    private func comparable(_ text: String) -> String {
        switch target {
        case .mobile, .phone: text.filter { !$0.isWhitespace && !".-()/".contains($0) }
        case .email: text.lowercased()
        case .custom: text.replacing("\r\n", with: "\n")
        }
    }
}

extension CurrentValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    var description: String { "(not shown)" }
    var debugDescription: String { description }
    var customMirror: Mirror { Mirror(self, children: []) }
}
