public import CLIPModels
public import Checkpoints
internal import TextFormats

/// A recipe that is to be carried out: with what its text cannot say, the files behind its names.
public struct MergeRequest: Sendable {
    /// What is merged, and how.
    public var recipe: Recipe
    /// The recipes whose results it uses by name, in their order; an output records them too,
    /// because it cannot be repeated without them.
    public var earlier: [Recipe]
    /// How the inputs are read; an output records it with the recipe.
    public var reading: ReadingOptions { recipe.options.reading }
    /// What the user says of the network, for the configuration and the metadata of the output; what
    /// the inputs say must not differ.
    public var choices: ModelChoices { recipe.options.choices }

    /// The paths of models that are not found under their names.
    private let paths: [UTF8Key: String]

    /// Creates a request whose models are found under their names.
    ///
    /// - Parameters:
    ///   - recipe: What is merged, and how.
    ///   - reading: How the inputs are read, before what the recipe says of that.
    public init(_ recipe: Recipe, reading: ReadingOptions = ReadingOptions()) {
        self.init(recipe, reading: reading) { $0.name }
    }

    /// Creates a request.
    ///
    /// - Parameters:
    ///   - recipe: What is merged, and how.
    ///   - earlier: The recipes whose results it uses by name.
    ///   - reading: How the inputs are read, before what the recipe says of that.
    ///   - locate: The path behind a name in the recipe.
    /// - Throws: What `locate` throws.
    public init<Failure>(
        _ recipe: Recipe,
        after earlier: [Recipe] = [],
        reading: ReadingOptions = ReadingOptions(),
        locate: (ModelReference) throws(Failure) -> String
    ) throws(Failure) {
        self.recipe = recipe.completed(reading, ModelChoices())
        self.earlier = earlier
        var paths: [UTF8Key: String] = [:]
        for model in recipe.models where paths[UTF8Key(model.name)] == nil {
            paths[UTF8Key(model.name)] = try locate(model)
        }
        self.paths = paths
    }

    /// The path of a model.
    func path(of model: ModelReference) -> String { paths[UTF8Key(model.name)] ?? model.name }

    /// The base's path, if there is one.
    public var base: String? { RecipeInputs(recipe).base.map(path) }

    /// The paths of all other inputs, in order.
    public var models: [String] { RecipeInputs(recipe).models.map(path) }

    /// The paths of the base and the models.
    public var inputs: [String] { [base].compactMap(\.self) + models }

    /// The base and the models as they are opened.
    public var checkpoints: [CheckpointInput] {
        inputs.map { CheckpointInput($0, reading: reading) }
    }

    /// The text that an output records: that of the recipe, behind those of the earlier ones.
    public var text: String { (earlier + [recipe]).map(\.text).joined(separator: "\n---\n") }
}

extension Recipe {
    /// The recipe with what a user says of its inputs: each thing that is said replaces what the recipe
    /// says itself.
    package func completed(_ reading: ReadingOptions, _ choices: ModelChoices) -> Recipe {
        var recipe = self
        let (own, said) = (options.reading, options.choices)
        recipe.options.reading = ReadingOptions(
            pyTorch: PyTorchOptions(
                skipsUnknownGlobals: reading.pyTorch.skipsUnknownGlobals
                    || own.pyTorch.skipsUnknownGlobals,
                stateDictionary: reading.pyTorch.stateDictionary ?? own.pyTorch.stateDictionary
            ),
            strippedPrefixes: reading.strippedPrefixes.isEmpty
                ? own.strippedPrefixes : reading.strippedPrefixes
        )
        recipe.options.choices = ModelChoices(
            activation: choices.activation ?? said.activation,
            headCount: choices.headCount ?? said.headCount,
            textHeadCount: choices.textHeadCount ?? said.textHeadCount
        )
        return recipe
    }
}
