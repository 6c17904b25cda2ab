internal import ArgumentParser
internal import Checkpoints
internal import Evaluation
internal import TextFormats

/// A task as a search takes it: its images, and the head that knows their classes.
struct TaskArgument: ExpressibleByArgument {
    let name: String
    let images: String
    let head: String

    static var defaultCompletionKind: CompletionKind { .file() }

    init?(argument: String) {
        guard let named = NamedPath(argument: argument),
            let comma = named.path.lastIndex(of: ",")
        else { return nil }
        name = named.name
        images = String(named.path[..<comma])
        head = String(named.path[named.path.index(after: comma)...])
        guard !images.isEmpty, !head.isEmpty else { return nil }
    }
}

/// The model that was fine-tuned for a task alone, or its accuracy.
struct SingleArgument: ExpressibleByArgument {
    enum Source {
        case accuracy(Double)
        case model(String)
    }

    let name: String
    let source: Source

    static var defaultCompletionKind: CompletionKind { .file() }

    init?(argument: String) {
        guard let named = NamedPath(argument: argument) else { return nil }
        name = named.name
        if let accuracy = Double(named.path), (0...1).contains(accuracy) {
            source = .accuracy(accuracy)
        } else {
            source = .model(named.path)
        }
    }
}

/// The models of the tasks themselves, by which accuracies are normalised.
struct SingleArguments: ParsableArguments {
    @Option(
        help: .value(
            "name=model|accuracy",
            "The model that was fine-tuned for a task alone, or its accuracy from 0 to 1; may be "
                + "repeated. With one for each task, the normalised accuracy is given."
        )
    )
    var single: [SingleArgument] = []

    /// Refuses names of tasks that there are not, and tasks that are left out.
    func check(_ tasks: [String]) throws {
        for (place, entry) in single.enumerated() {
            guard tasks.containsExactly(entry.name) else {
                throw ValidationError("--single \(entry.name): there is no task of this name")
            }
            guard !single[..<place].contains(where: { $0.name.isExactly(entry.name) }) else {
                throw ValidationError("--single \(entry.name): the name occurs twice")
            }
        }
        guard let missing = tasks.first(where: { source(of: $0) == nil }), !single.isEmpty else {
            return
        }
        throw ValidationError("--single: none for \(missing); give one for each task, or none")
    }

    /// What is given for a task.
    func source(of task: String) -> SingleArgument.Source? {
        single.first { $0.name.isExactly(task) }?.source
    }
}
