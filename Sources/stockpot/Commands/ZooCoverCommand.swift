internal import ArgumentParser
internal import Checkpoints
internal import ModelChoice
internal import ModelZoo
internal import SystemFiles
internal import TextFormats

struct ZooCoverCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cover",
        abstract: "Finds in model labels which models serve which classes of a task.",
        discussion: """
            A class is the concept of its own name, apart from case, blanks, _ and -; --match states \
            others, as lines of class, concept and weight with tabs between them (Model Label \
            Learning, arXiv 2501.18271). --list prints the fewest models such that every class has \
            one within 0.02 of its best. Example, after 'zoo label':

              stockpot zoo cover zoo.jsonl --classes classes.txt -o cover.json
            """
    )

    @Argument(help: "The zoo.", completion: .file())
    var zoo: String

    @Option(
        help: .value("file", "The classes of the task, one name to a line."),
        completion: .file()
    )
    var classes: String

    @Option(help: .value("file", "Which concepts make up each class."), completion: .file())
    var match: String?

    @Option(help: .value("n", "How many models serve a class."))
    var perClass = 1

    @Option(help: .value("x", "How much a model's answers to the class itself count, from 0 to 1."))
    var alpha = 0.7

    @Option(
        name: .shortAndLong,
        help: .value(
            "file.json",
            "Where to write the cover, for evaluate --cover."
        ),
        completion: .file()
    )
    var output: String?

    @Flag(name: .shortAndLong, help: "Print errors and the result only.")
    var quiet = false

    @OptionGroup(title: "Output") var chosen: ChosenModels

    func validate() throws {
        guard perClass > 0 else { throw ValidationError("--per-class: at least 1") }
        guard (0...1).contains(alpha) else { throw ValidationError("--alpha: from 0 to 1") }
    }

    func run() throws {
        let known = try Zoo(zoo)
        let names = try TaskClasses.read(FileContents.text(classes), path: classes)
        let mixtures = try match.map {
            try ConceptMixtures(FileContents.text($0), path: $0, classes: names)
        }
        let file = try output.map {
            try TextFile($0, OutputPolicy(replaces: chosen.force), keeping: [zoo, classes])
        }
        let found = try ClassCover(
            known,
            classes: names,
            mixtures: mixtures ?? .none,
            perClass: perClass,
            alpha: alpha
        )
        if !quiet { for line in found.warnings { StandardError.print("warning: \(line)") } }
        try chosen.deliver(found, text: CoverText.text(found), groups: [found.chosen])
        try file?.write(JSONText.text(found).text + "\n")
    }
}
