/// `1 department`, `3 departments`.
enum Plural {
    static func of(_ count: Int, _ word: String) -> String {
        "\(count) \(word)\(count == 1 ? "" : "s")"
    }
}
