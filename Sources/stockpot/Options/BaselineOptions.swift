internal import ArgumentParser
internal import ModelZoo
internal import TextFormats

/// The baseline models of a zoo, against whose features others are measured.
struct BaselineOptions: ParsableArguments {
    @Option(
        help: .value(
            "model",
            "A baseline model, one for each family; may be repeated. (default: those of the zoo)"
        ),
        completion: .file()
    )
    var baseline: [String] = []

    func validate() throws {
        guard baseline.withoutRepeats.count == baseline.count else {
            throw ValidationError("--baseline: a model is named twice")
        }
    }

    /// The paths of the baselines: those that are named, else those of the zoo.
    func paths(_ zoo: Zoo?) -> [String] {
        guard baseline.isEmpty, let zoo else { return baseline }
        return zoo.baselines.map { key in zoo.place(of: key).map { zoo.models[$0].path } ?? key }
    }

    /// Refuses baselines that are not the zoo's.
    func check(_ zoo: Zoo?, _ loaded: [ModelIdentity]) throws {
        guard let zoo, !zoo.baselines.isEmpty, !loaded.isEmpty else { return }
        try zoo.requireBaselines(loaded)
    }
}
