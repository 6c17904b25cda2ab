internal import ArgumentParser
internal import Evaluation
internal import MergeEngine
internal import ModelChoice
internal import ModelZoo
internal import TextFormats

/// How models are recalled.
enum RecallMethod: String, CaseIterable, ExpressibleByArgument {
    case links, embedding
    case twoPhase = "two-phase"
}

/// Whose LEEP counts for a member of a family.
enum LeepSource: String, CaseIterable, ExpressibleByArgument { case representative, own }

struct ZooRecallCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recall",
        abstract:
            "Finds the models of a zoo that may suit a data set, without running all of them.",
        discussion: """
            links: what models reached on the most similar data sets (after TransferGraph, arXiv \
            2404.03988). two-phase: models that did alike elsewhere are a family, of which one is run \
            (arXiv 2404.00069). embedding: what a model's features know of those baseline features \
            that tell the target's classes apart; it ranks families, not siblings, and needs a \
            baseline of the target's own family. The 15 best are listed (--count). Example, with a zoo \
            of results on other data sets:

              stockpot zoo recall zoo.jsonl --target cifar10 --count 8 --list
            """
    )

    @Argument(help: "The zoo.", completion: .file())
    var zoo: String

    @Option(help: .value("name[=path]", "The data set: NAME if the zoo knows it, else NAME=PATH."))
    var target: NamedSource

    @Option(help: "How models are found.")
    var method = RecallMethod.links

    @Option(help: .value("model", "Leave this model out; may be repeated."))
    var without: [String] = []

    @Option(help: .value("n", "links: the number of singular values."))
    var rank = 3

    @Option(help: .value("n", "links: the number of data sets that count."))
    var neighbours = 3

    @Option(help: .value("n", "two-phase: how many of the largest differences of accuracy count."))
    var largest = 5

    @Option(help: .value("x", "two-phase: the largest difference within a family."))
    var threshold = 0.03

    @Option(help: "two-phase: whose LEEP counts for a member of a family.")
    var leep = LeepSource.representative

    @OptionGroup(title: "Baselines") var baselines: BaselineOptions
    @OptionGroup var running: ZooModels
    @OptionGroup(title: "Output") var chosen: RecallOutput

    func validate() throws {
        guard !running.dryRun || target.path != nil else {
            throw ValidationError("--dry-run: nothing is run without --target NAME=PATH")
        }
        guard rank > 0 else { throw ValidationError("--rank: at least 1") }
        guard neighbours > 0 else { throw ValidationError("--neighbours: at least 1") }
        guard largest > 0 else { throw ValidationError("--largest: at least 1") }
        guard chosen.base == nil || chosen.recipe != nil || method == .links else {
            throw ValidationError("--base: needs --recipe or --method links")
        }
        guard threshold >= 0, threshold.isFinite else {
            throw ValidationError("--threshold: at least 0")
        }
    }

    func run() throws {
        let zoo = try running.zoo(zoo)
        if running.dryRun { return try printPlan(zoo) }
        let found = try find(zoo).taking(chosen.count ?? 15)
        running.rating.warn(found.warnings)
        try chosen.deliver(found, text: RecallText.text(found), groups: [found.order])
    }

    private func find(_ zoo: Zoo) throws -> RecalledModels {
        switch method {
        case .links:
            var links = LinkRecall()
            (links.rank, links.neighbours) = (rank, neighbours)
            links.likeness = try taskVectors(zoo)
            return try links.find(zoo, target: described(zoo), without: without)
        case .embedding:
            return try EmbeddingRecall.find(zoo, target: described(zoo), without: without)
        case .twoPhase: return try coarse(zoo)
        }
    }

    /// How alike the models' task vectors are, where a base is given and a model has no results.
    private func taskVectors(_ zoo: Zoo) throws -> ModelSimilarity? {
        guard let base = chosen.base else { return nil }
        let models = try LinkRecall.compared(zoo, target: target.name, without: without)
        guard models.count > 1 else { return nil }
        let recipe = ModelSimilarity.recipe(.flat, models: models, base: base)
        let options = ExecutionOptions(threads: running.rating.threadCount)
        let request = MergeRequest(recipe, reading: running.reading.options)
        let plan = try MergePlan(request, options: options)
        try running.reading.check(plan.checkpoints)
        let line = ProgressLine(isQuiet: running.rating.quiet)
        return try line.during {
            try Interruption.during { cancellation in
                try ModelSimilarity(measuring: plan, .flat, cancellation: cancellation) {
                    line.show($0)
                }
            }
        }
    }

    /// The target, looked at by the baselines where it is not known.
    private func described(_ zoo: Zoo) throws -> RecallTarget {
        guard let path = target.path else { return try RecallTarget(target.name, in: zoo) }
        let paths = baselines.paths(zoo)
        guard !paths.isEmpty else { return RecallTarget(name: target.name, facts: nil) }
        let loaded = try running.load(paths)
        try baselines.check(zoo, loaded.identities)
        let set = try DataSet(DataSetRequest(name: target.name, path: path))
        let features = try BaselineFeatures(running.rate(loaded, on: set), of: set)
        return RecallTarget(name: target.name, facts: features.record)
    }

    private func phases(_ zoo: Zoo) throws -> CoarseRecall {
        try CoarseRecall(
            zoo,
            target: target.name,
            without: without,
            largest: largest,
            threshold: threshold,
            usesOwn: leep == .own
        )
    }

    private func printPlan(_ zoo: Zoo) throws {
        let paths =
            method == .twoPhase ? try phases(zoo).wanted.map(\.path) : baselines.paths(zoo)
        let set = try DataSet(DataSetRequest(name: target.name, path: target.path ?? ""))
        try StandardOutput.print(ScoreText.plan(running.load(paths).models, [set]))
    }

    private func coarse(_ zoo: Zoo) throws -> RecalledModels {
        let recall = try phases(zoo)
        guard let path = target.path else { return try recall.find(zoo) }
        let set = try DataSet(DataSetRequest(name: target.name, path: path))
        let loaded = try running.load(recall.wanted.map(\.path))
        let rated = try running.rate(loaded, on: set)
        return try recall.find(
            leep: LoadedModels.taking(recall.wanted.map(\.path), of: rated).map {
                try CoarseRecall.leep(of: $0, set)
            }
        )
    }
}
