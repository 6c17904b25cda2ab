internal import ArgumentParser

struct ZooCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "zoo",
        abstract: "Keeps what is known of models in a file, and chooses among them by it.",
        discussion: """
            A zoo is a file of JSON lines that only grows: accuracies, scores, \
            signatures, model labels. 'cluster' needs none: it compares weights.
            """,
        subcommands: [
            ZooAddCommand.self, ZooLabelCommand.self, ZooRecallCommand.self,
            ZooSelectCommand.self, ZooCoverCommand.self, ZooClusterCommand.self,
            ZooBenchmarkCommand.self,
        ]
    )
}
