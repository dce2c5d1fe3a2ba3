/// What is read from Lucca. The raw values are what people read.
enum LuccaSubject: String, Sendable, Hashable {
    case employees
    case departments
    case leaves = "absences"
}
