/// One way in which a remote system lets its caller down. As JSON on the control interface, such as
/// `{"status": {"code": 503, "afterWork": true}}` or `{"cutBody": {}}`.
public enum FaultKind: Codable, Hashable, Sendable {
    /// Answers with this status; with `afterWork`, after doing what was asked. `retryAfter` in seconds.
    case status(code: Int, afterWork: Bool, retryAfter: Int?)
    /// Waits, before the work or between the work and the answer.
    case delay(milliseconds: Int, afterWork: Bool)
    /// Closes the connection without an answer, before or after the work.
    case drop(afterWork: Bool)
    /// Does the work, announces the whole body, sends half of it and closes the connection.
    case cutBody
    /// Does the work and answers with half of the JSON, as if it were whole.
    case truncatedJSON
    /// Does the work; the first member of that name (or every one) holds a value of another type. Without a name: `id`, `key`
    /// or `access_token`, whichever comes first.
    case wrongType(member: String?, everywhere: Bool?)
    /// Does the work; the first member of that name (or every one) holds null. Without a name, as above.
    case null(member: String?, everywhere: Bool?)
    /// Does the work; in the row of that `id` or `key`, or in every one without it, the member of that name holds this JSON, written as
    /// it is. A row that has no such member gets it.
    case planted(member: String, row: Int?, json: String)
    /// Answers with a page of HTML; nothing is done.
    case html(status: Int)
    /// Does the work; the first text of the answer is not UTF-8.
    case invalidUTF8
    /// Does the work; the answer calls itself `text/plain`.
    case wrongContentType
    /// Answers with well-formed JSON of about that many bytes, streamed; nothing is done.
    case hugeBody(bytes: Int)
    /// Answers 200 with this opening, so many bytes of this piece again and again, and this closing, streamed; nothing is done.
    case flood(opening: String, piece: String, closing: String, bytes: Int)
    /// Sends the caller elsewhere (307) with the path appended to this scheme and host; nothing is done.
    case redirect(to: String)
    /// Every token of the brand ends just before this request.
    case tokenEnded
    /// A page after the first one holds the first page's rows.
    case pageRepeated
    /// What is answered, if it is a whole or a cut body, has these headers in place of its own of those names.
    case headers([String: String])
    /// A refusal (400 and above) repeats this text wherever systems explain themselves: in `message` and `detail`, and in
    /// `errors` under names of fields and as one. What is no JSON has it at its end.
    case gossip(String)
    /// A page after the first one begins that many rows too late, or too early when negative.
    case pageShifted(rows: Int)
}
