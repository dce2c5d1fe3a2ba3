import SyncTestKit

/// Long inputs of the shapes on which a careless reader takes the square of their length, or the whole stack.
enum Adversary {
    static let json: [(name: String, make: @Sendable (Int) -> String)] = [
        ("lists in lists", { repeated("[", $0) }),
        ("closed lists in lists", { repeated("[", $0 / 2) + repeated("]", $0 / 2) }),
        ("objects in objects", { repeated(#"{"data":"#, $0 / 8) }),
        ("objects in lists", { repeated(#"[{"a":"#, $0 / 6) }),
        ("many rows", { #"{"data":{"items":["# + list(#"{"id":%,"key":%}"#, $0 / 20) + "]}}" }),
        ("many members", { "{" + list(#""m%":%"#, $0 / 12) + "}" }),
        ("one member many times", { "{" + list(#""id":%"#, $0 / 10) + #","items":[]}"# }),
        ("the same row again", { #"{"items":["# + list(#"{"id":1,"key":1}"#, $0 / 16) + "]}" }),
        ("many names in rows", { #"{"items":["# + list(#"{"id":%,"key":%,"n%":{"m%":[]}}"#, $0 / 40) + "]}" }),
        ("objects of nothing", { #"{"items":["# + repeated(#"{"":0},"#, $0 / 7) + #"{"":0}],"count":1}"# }),
        ("zeros", { #"{"items":["# + repeated("0,", $0 / 2) + "0]}" }),
        ("one number of zeros", { repeated("0", $0) }),
        ("one member again and again", { "{" + repeated(#""key":1,"#, $0 / 8) + #""key":1}"# }),
        ("lists of nothing", { #"{"items":["# + repeated("[],", $0 / 3) + "[]]}" }),
        ("a deep member", { #"{"items":[{"id":1,"key":1,"x":"# + repeated("[", $0 / 2) + repeated("]", $0 / 2) + "}]}" }),
        ("bare words", { #"{"items":[{"id":1,"key":1,"x":["# + repeated("NaN,", $0 / 4) + "1]}]}" }),
        ("one bare word", { #"{"items":[{"id":1,"key":1,"x":"# + repeated("N", $0) + "}]}" }),
        ("escapes that are none", { #"{"items":[{"id":1,"key":1,"label":""# + repeated(#"\u12\x"#, $0 / 6) + #""}]}"# }),
        ("a long number", { #"{"items":[{"id":"# + repeated("9", $0) + #","key":"# + repeated("7", $0) + "}]}" }),
        ("a long fraction", { #"{"items":[{"id":1,"key":0."# + repeated("3", $0) + "}]}" }),
        ("a long exponent", { #"{"items":[{"id":1,"key":1e"# + repeated("9", $0) + "}]}" }),
        ("a long text", { #"{"items":[{"id":""# + repeated("x", $0) + #"","key":""# + repeated("1", $0) + #""}]}"# }),
        ("escapes", { #"{"items":[{"id":""# + repeated(#"\u00e9"#, $0 / 6) + #""}]}"# }),
        ("halves of pairs", { #"{"items":[{"id":""# + repeated(#"\ud800"#, $0 / 6) + #""}]}"# }),
        ("an open text", { "\"" + repeated("\\\\", $0 / 2) }),
        ("a long name", { "{\"" + repeated("é", $0 / 2) + "\":1}" }),
        (
            "accents",
            {
                #"{"items":[{"id":1,"key":1,"label":"e"# + repeated("\u{301}", $0 / 2) + #"","name":"e"#
                    + repeated("\u{301}", $0 / 2) + #""}]}"#
            }
        ),
        ("spaces", { repeated(" ", $0) + "{}" + repeated("\n", $0) }),
        ("commas", { "[" + repeated(",", $0) + "]" }),
        ("minus signs", { "[" + repeated("-", $0) + "]" }),
        ("no JSON", { repeated("\u{0}", $0) }),
        ("HTML", { repeated("<div>", $0 / 5) }),
    ]

    static let texts: [(name: String, make: @Sendable (Int) -> String)] = [
        ("openings", { repeated("[lucca:", $0 / 7) }),
        ("openings with separators", { repeated("[lucca:a/", $0 / 9) }),
        ("openings with two separators", { repeated("[lucca:a/b/", $0 / 11) }),
        ("one opening", { "[lucca:" + repeated("x", $0) }),
        ("an opening and separators", { "[lucca:" + repeated("/", $0) }),
        ("a long reference", { "[lucca:a/" + repeated("x", $0) + "/c/2026-12-24-AM]" }),
        ("half references", { repeated("[lucca:a/b/c/2026-12-24-AM", $0 / 27) }),
        ("references", { repeated("[lucca:acme/1/2/2026-12-24-AM]", $0 / 30) }),
        ("references of others", { repeated("[lucca:b/1/2/2026-12-24-AM]", $0 / 27) }),
        ("accents", { "e" + repeated("\u{301}", $0 / 2) }),
        ("families", { repeated("👩‍", $0 / 7) }),
        ("flags", { repeated("\u{1F1EB}", $0 / 4) }),
        ("spaces", { repeated(" ", $0) }),
        ("labels", { repeated("a.", $0 / 2) }),
        ("slashes", { "https://api.planningpme.com" + repeated("/", $0) }),
        ("colons", { repeated(":", $0) }),
        ("digits", { repeated("1", $0) }),
        ("brackets", { repeated("[", $0) }),
        ("ligatures", { repeated("\u{FDFA}", $0 / 3) }),
    ]

    private static func repeated(_ piece: String, _ count: Int) -> String { String(repeating: piece, count: max(0, count)) }

    /// The pattern so many times, each with its own number.
    private static func list(_ pattern: String, _ count: Int) -> String {
        let pieces = pattern.split(separator: "%", omittingEmptySubsequences: false)
        return (0..<max(1, count)).map { pieces.joined(separator: "\($0)") }.joined(separator: ",")
    }
}
