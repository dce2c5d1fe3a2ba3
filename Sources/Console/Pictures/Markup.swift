import Words

/// Writes SVG and HTML: elements with attributes, whose values it escapes. No picture has a style or a script in it.
struct Markup {
    private(set) var text = ""

    /// - Parameter attributes: in order; nil leaves one out.
    mutating func element(_ name: String, _ attributes: [(String, String?)] = []) { open(name, attributes, end: "/>") }

    mutating func element(
        _ name: String, _ attributes: [(String, String?)] = [], _ content: (inout Markup) -> Void
    ) {
        open(name, attributes, end: ">")
        content(&self)
        text += "</\(name)>"
    }

    private mutating func open(_ name: String, _ attributes: [(String, String?)], end: String) {
        text += "<\(name)"
        for case (let name, let value?) in attributes { text += " \(name)=\"\(Self.escaped(value))\"" }
        text += end
    }

    mutating func write(_ text: String) { self.text += Self.escaped(text) }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "&": escaped += "&amp;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            // XML has no other control characters, not even escaped ones.
            case "\t", "\n", "\r": escaped += " "
            case _
            where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0xFFFE || scalar.value == 0xFFFF:
                escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    /// A picture that is read out as its label.
    static func picture(_ label: String, width: Int, height: Int, _ content: (inout Markup) -> Void) -> String {
        var markup = Markup()
        markup.element(
            "svg",
            [
                ("role", "img"), ("aria-label", label),
                ("viewBox", "0 0 \(width) \(height)"), ("width", "\(width)"), ("height", "\(height)"),
            ], content)
        return markup.text
    }
}

/// Places moments on a line.
struct TimeScale {
    let from: Int
    let to: Int
    let width: Int

    /// Tenths of a unit, so that texts are the same on every machine; moments outside are at an end.
    private func tenths(_ moment: Int) -> Int {
        guard to > from else { return 0 }
        // As Double: a product of milliseconds and tenths may exceed Int.
        let share = (Double(moment) - Double(from)) / (Double(to) - Double(from))
        return Int((min(max(share, 0), 1) * Double(width * 10)).rounded())
    }

    func place(_ moment: Int) -> String { Self.number(tenths(moment)) }

    /// At least one unit: what is short is seen too.
    func length(_ from: Int, _ to: Int) -> String { Self.number(max(10, tenths(to) - tenths(from))) }

    private static func number(_ tenths: Int) -> String {
        tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
