/// Lines of recordings as `passerelle … --record FILE` writes them.
enum Line {
    /// - Parameters:
    ///   - query: names and values.
    ///   - body: of the request, such as `{"json": {}}`.
    ///   - ending: the member `response` or `failure`, as `answer` and `failure` write it.
    static func of(
        _ number: Int, _ system: String, _ method: String, _ path: String, query: [(String, String)] = [], host: String? = nil,
        body: String = "null", _ ending: String
    ) -> String {
        let host = host ?? (system == "lucca" ? "account1.ilucca.net" : "api.planningpme.com")
        let query = query.map { #"{"name":"\#($0.0)","value":"\#($0.1)"}"# }.joined(separator: ",")
        return #"{"format":1,"number":\#(number),"system":"\#(system)","milliseconds":4,"request":{"method":"\#(method)","#
            + #""host":"\#(host)","path":"\#(path)","query":[\#(query)],"contentType":null,"body":\#(body)},\#(ending)}"#
    }

    static func planning(_ number: Int, _ method: String, _ path: String, body: String = "null", _ ending: String) -> String {
        of(number, "planningpme", method, path, body: body, ending)
    }

    static func answer(
        _ json: String, status: Int = 200, headers: String = #"{"content-type":"application/json"}"#
    ) -> String {
        #""response":{"status":\#(status),"headers":\#(headers),"body":{"json":\#(json)}}"#
    }

    static func answer(body: String, status: Int = 200, headers: String = "{}") -> String {
        #""response":{"status":\#(status),"headers":\#(headers),"body":\#(body)}"#
    }

    static let failure = #""failure":{"code":"connectionLost","mayHaveBeenReceived":true}"#
}
