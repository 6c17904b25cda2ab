internal import ArgumentParser
internal import Evaluation
internal import Merging
internal import ModelChoice

extension FeatureKind: ExpressibleByArgument {}
extension GradientOutputs: ExpressibleByArgument {}
extension GradientLayer: ExpressibleByArgument {}

/// How LogME is computed.
enum LogMEForm: String, CaseIterable, ExpressibleByArgument { case exact, compat }

/// Which transferability scores are computed, and how.
struct ScoreArguments: ParsableArguments {
    @Option(
        name: .customLong("scores"),
        help: .value(
            "names",
            "The scores, separated by commas, or all. (default: "
                + "\(ScoreName.usual.map(\.rawValue).joined(separator: ",")))"
        )
    )
    var names: String?

    @Option(
        help: .value(
            "n",
            "Take at most n images of each class, and fewer where they would be more than 5,000 in all."
        )
    )
    var perClass = 25

    @Option(
        help: "The features: as heads take them, before normalisation, or before the projection."
    )
    var features: FeatureKind = .normalised

    @Option(
        help: """
            Whose gradients lgc takes: the head's logits, or the features. (default: logits where the \
            head has the classes of the data)
            """
    )
    var outputs: GradientOutputs?

    @Option(
        help: """
            Whose gradients lgc takes: a matrix of the last MLP, or the whole last block, which takes much \
            longer and a megabyte for each image of a ViT-B/32.
            """
    )
    var lgcLayer: GradientLayer = .contraction

    @Option(help: "LogME's maximum, or the point where the published iteration stops.")
    var logme: LogMEForm = .exact

    @Option(help: .value("x", "λ of ridge, in parts of the mean eigenvalue."))
    var ridge = 0.1

    func validate() throws {
        guard perClass > 0 else { throw ValidationError("--per-class: at least 1") }
        guard ridge > 0, ridge.isFinite else {
            throw ValidationError("--ridge: a positive number")
        }
        _ = try scoreNames()
    }

    /// The scores that are asked for, each once.
    private func scoreNames() throws -> [ScoreName] {
        guard let names else { return ScoreName.usual }
        guard names != "all" else { return ScoreName.allCases }
        return try names.split(separator: ",", omittingEmptySubsequences: false)
            .map { text in
                guard let name = ScoreName(rawValue: String(text)) else {
                    let known = ScoreName.allCases.map(\.rawValue)
                    let nearest = String(text).nearest(among: known)
                    throw ValidationError(
                        "--scores: there is no score '\(text)'"
                            + (nearest.map { "; did you mean '\($0)'?" } ?? "")
                    )
                }
                return name
            }
            .reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
    }

    /// Whether the tokens that go into the last block are needed.
    var needsBlockInput: Bool { lgcLayer == .block && options.names.contains(.lgc) }

    /// The options.
    var options: ScoreOptions {
        var options = ScoreOptions()
        options.names = (try? scoreNames()) ?? ScoreName.usual
        options.features = features
        options.outputs = outputs
        options.layer = lgcLayer
        options.isLogMECompatible = logme == .compat
        options.ridge = ridge
        return options
    }

    /// The images of a data set that are scored: the first of each class, as many as `perClass`, or as few as
    /// fit into the limit.
    ///
    /// - Returns: The images, and a warning where there are fewer of each class than was asked for.
    func sample(_ dataSet: DataSet, limit: Int?) -> (images: DataSet, note: String?) {
        let most = limit ?? Self.mostImages
        let all = dataSet.firstImages(ofEachClass: perClass)
        guard all.count > most else { return (dataSet.taking(all), nil) }
        // The largest number of each class that fits.
        var (few, many) = (1, perClass)
        while many - few > 1 {
            let middle = (few + many) / 2
            if dataSet.firstImages(ofEachClass: middle).count <= most {
                few = middle
            } else {
                many = middle
            }
        }
        let taken = dataSet.firstImages(ofEachClass: few)
        let note =
            "\(dataSet.name): \(few) of each class instead of \(perClass), since scores take at most "
            + "\(most.grouped) images; --limit N takes others"
        return (dataSet.taking(Array(taken.prefix(most))), note)
    }

    /// The most images that are scored without --limit: time and memory grow with their square.
    static let mostImages = 5000
}
