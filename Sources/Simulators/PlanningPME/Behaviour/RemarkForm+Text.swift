extension PlanningBehaviour.RemarkForm {
    /// What is kept of a remark that was sent.
    func stored(_ text: String) -> String {
        switch self {
        case .kept, .escaped: return text
        case .trimmed:
            var rest = Substring(text.replacing("\r\n", with: "\n"))
            while rest.first?.isWhitespace == true { rest.removeFirst() }
            while rest.last?.isWhitespace == true { rest.removeLast() }
            return String(rest)
        case .cut: return String(text.prefix(40))
        }
    }

    /// How answers write a remark.
    func shown(_ text: String) -> String {
        guard self == .escaped else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            case _ where !scalar.isASCII: result += "&#\(scalar.value);"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
