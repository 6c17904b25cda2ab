internal import ArgumentParser
internal import Merging
internal import TextFormats

/// What is wrong with a command line, on one line, with the way out.
enum UsageMessage {
    /// The parser's words on one line, and where help is.
    ///
    /// - Parameters:
    ///   - message: What the parser says, lists on lines of their own.
    ///   - arguments: What followed the program's name.
    /// - Returns: The line.
    static func text(_ message: String, _ arguments: [String]) -> String {
        let lines = message.split(separator: "\n").map { $0.drop { $0 == " " } }
        let listed = lines.filter { $0.hasPrefix("- ") }.map { $0.dropFirst(2) }
        let others = lines.filter { !$0.hasPrefix("- ") }
        let text =
            others.joined(separator: " ")
            + (listed.isEmpty ? "" : " " + listed.joined(separator: ", "))
        let command = (["stockpot"] + CommandPath(arguments).names).joined(separator: " ")
        return "\(text)\(parameterAdvice(message, arguments)) (see '\(command) --help')"
    }

    /// How a parameter of a method is given, for who gives it as an option; only what can be planned is
    /// proposed.
    private static func parameterAdvice(_ message: String, _ arguments: [String]) -> String {
        guard
            let place = arguments.firstIndex(where: { message.contains("Unknown option '\($0)'") })
        else { return "" }
        let name = String(arguments[place].drop { $0 == "-" }.replacing("-", with: "_"))
        let methods = MethodRegistry.all.filter { $0.parameter(name) != nil }
        guard !methods.isEmpty, place + 1 < arguments.count else { return "" }
        var others = arguments
        others.removeSubrange(place...place + 1)
        let setting = ["--set", "\(name)=\(arguments[place + 1])"]
        let proposals = [setting] + methods.map { ["--method", $0.name] + setting }
        guard let proposal = proposals.first(where: { MergeCommand.canPlan(others + $0) }) else {
            return "; it is a parameter of " + methods.map { $0.name }.joined(separator: ", ")
        }
        return "; did you mean " + proposal.joined(separator: " ") + "?"
    }
}

/// The command that arguments lead to.
struct CommandPath {
    /// The names of commands, from the outermost.
    private(set) var names: [String] = []
    /// What is given in place of a command, and the commands there.
    private var unknown: (name: String, known: [String])?

    init(_ arguments: [String]) {
        var command: any ParsableCommand.Type = Stockpot.self
        let isHelp = arguments.first == "help"
        for argument in arguments.dropFirst(isHelp ? 1 : 0) {
            let subcommands = command.configuration.subcommands
            if subcommands.isEmpty || argument.hasPrefix("-") { return }
            guard let next = subcommands.first(where: { $0._commandName.isExactly(argument) })
            else {
                unknown = (argument, subcommands.map { $0._commandName })
                return
            }
            names.append(argument)
            command = next
        }
    }

    /// Refuses a command that there is not: the parser would call its options unknown.
    func requireKnown() throws {
        guard let unknown else { return }
        let nearest = unknown.name.nearest(among: unknown.known)
        throw ValidationError(
            "there is no command '\((names + [unknown.name]).joined(separator: " "))'"
                + (nearest.map { "; did you mean '\((names + [$0]).joined(separator: " "))'?" }
                    ?? "")
        )
    }
}
