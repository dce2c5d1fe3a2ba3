/// What is wrong with a line of a recording.
struct LineDamage: Error {
    let what: String
}
