internal import ArgumentParser

struct SoupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soup",
        abstract: "Averages models: all of them, or those that help on held-out images.",
        subcommands: [UniformSoupCommand.self, GreedySoupCommand.self]
    )
}
