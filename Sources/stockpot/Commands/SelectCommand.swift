internal import ArgumentParser

struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Chooses among models by what they predict.",
        subcommands: [
            TiesCommand.self, LabelCommand.self, AnchorsCommand.self, OnlineCommand.self,
        ]
    )
}
