internal import ArgumentParser
internal import Merging
internal import TextFormats

struct MethodsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "methods",
        abstract: "Lists the merge methods, or explains one.",
        discussion: """
            Examples:

              stockpot methods
              stockpot methods slerp
            """
    )

    @Argument(
        help: "The method to explain, by its name or an alias.",
        completion: .list(MethodRegistry.all.map(\.name))
    )
    var name: String?

    @Flag(help: "Print the methods, or the one, as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    func run() throws {
        guard let name else {
            let all = MethodRegistry.all.map(MethodOutline.init)
            return try json
                ? StandardOutput.print(JSONText.text(all)) : tables.print(MethodText.list())
        }
        let method = try MethodRegistry.named(name)
        try json
            ? StandardOutput.print(JSONText.text(MethodOutline(method)))
            : tables.print(MethodText.explanation(of: method))
    }
}
