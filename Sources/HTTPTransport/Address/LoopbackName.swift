/// `localhost` and the names below it, which always mean this machine (RFC 6761).
enum LoopbackName {
    static func matches(_ name: String) -> Bool {
        name == "localhost" || name.hasSuffix(".localhost")
    }
}
