/// How a later page goes wrong. The first page is always right.
enum PagingFault: Sendable {
    /// The first page comes again.
    case repeated
    /// The page begins that many rows too late; too early when negative.
    case shifted(Int)

    func offset(_ offset: Int, _ limit: Int) -> Int {
        guard offset > 0 else { return 0 }
        switch self {
        case .repeated: return 0
        case .shifted(let rows): return max(0, offset + rows)
        }
    }
}
