import ArgumentParser
import Foundation
import Operations
import Words

/// Whom a command is about. What was typed as a name or an address is never repeated.
struct EmployeeOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Lucca's id of the employee, or the identifier that the tenant matches by.", valueName: "id"))
    var employee: String?
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Words of the name, in any order; accents and capitals do not matter. Looked up in Lucca, stored nowhere.",
            valueName: "text"))
    var name: [String] = []
    @Option(help: ArgumentHelp("The e-mail address in Lucca. Looked up there, stored nowhere.", valueName: "address"))
    var email: String?
    @Option(help: ArgumentHelp("Only the identifier that the tenant matches by.", valueName: "text")) var identifier: String?

    func selector(_ intake: inout Intake) -> EmployeeSelector? {
        let given: [(option: String, text: String, selector: (String) -> EmployeeSelector)] = [
            ("--employee", employee, EmployeeSelector.id),
            ("--name", name.isEmpty ? nil : name.joined(separator: " "), { .name($0) }),
            ("--email", email, { .email($0) }), ("--identifier", identifier, { .identifier($0) }),
        ].compactMap { option, text, selector in text.map { (option, $0, selector) } }
        guard given.count == 1, let wanted = given.first else {
            let all = ["--employee", "--name", "--email", "--identifier"]
            intake.refuse(
                given.isEmpty ? "--employee" : given.map(\.option).joined(separator: ", "),
                given.isEmpty
                    ? Phrase(
                        "It is required, or another way to name the employee.",
                        fr: "Il faut dire de quel collaborateur il s’agit.")
                    : Phrase("They cannot be combined.", fr: "Ces options ne se combinent pas."),
                remedy: .choose(all))
            return nil
        }
        guard let text = intake.label(wanted.option, wanted.text, longest: 254) else { return nil }
        if wanted.option == "--name", !text.contains(where: \.isLetter) {
            intake.refuse(
                "--name", Phrase("It holds no letter.", fr: "Il ne contient aucune lettre."),
                remedy: Phrase("Give a first name, a last name, or both.", fr: "Donnez un prénom, un nom, ou les deux."))
            return nil
        }
        if wanted.option == "--email", text.wholeMatch(of: /[^@\s]+@[^@\s]+/) == nil {
            intake.refuse(
                "--email", Phrase("It is not an e-mail address.", fr: "Ce n’est pas une adresse e-mail."),
                remedy: Phrase("Give the whole address, or use --name.", fr: "Donnez l’adresse entière, ou utilisez --name."))
            return nil
        }
        return wanted.selector(text)
    }
}
