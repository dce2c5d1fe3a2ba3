/// Puts a request's path and query behind an address.
enum RemoteURL {
    /// nil when the path would leave the address's base.
    static func make(_ address: RemoteAddress, _ request: RemoteRequest) -> String? {
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: false)
        guard segments.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\\") }) else { return nil }
        let path = PercentEncoding.encode(request.path, keeping: "/")
        // Commas and colons stay: Lucca's lists are long, and the whole head must stay under 8 KB.
        let query = request.query.map {
            "\(PercentEncoding.encode($0.name, keeping: ""))=\(PercentEncoding.encode($0.value, keeping: ",:"))"
        }
        return address.baseURL + path + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
    }
}
