/// By what a recorded exchange was found to answer a request, the strictest first.
enum ReplayRule: Hashable, Sendable {
    /// It is the same, credentials aside.
    case exact
    /// It is the same but for dates and times: the program takes some from today's clock.
    case moments
    /// System, method and path are the same.
    case place
}
