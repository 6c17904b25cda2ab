public import CLIPModels
public import Checkpoints
public import Patterns

/// What a recipe says in addition to mergekit's keys: how tensors form layers, and which of them are merged.
///
/// A recipe has them under `stockpot:`, the command line as options of the same names.
public struct RecipeOptions: Sendable, Equatable {
    /// How a classification head is merged.
    public enum Head: String, Sendable, CaseIterable {
        /// As all other tensors.
        case merge
        /// It is the models' average: the base's is missing, or was initialised at random.
        case average
        /// It is left out, as of a tower that has a head for each of several tasks.
        case drop
    }

    /// What becomes of a tensor that some inputs lack, as mergekit's flat tool has it.
    public enum Absence: String, Sendable, CaseIterable {
        /// It is merged from those that hold it.
        case union
        /// It is left out.
        case intersection
    }

    /// Parameters of the method that are usually given here: those of our own, and the seed.
    public var parameters: ParameterSettings
    /// How the query, key and value projections form layers; nil as they are stored.
    public var projections: ProjectionGrouping?
    /// How a classification head is merged; nil as all other tensors.
    public var head: Head?
    /// A tensor whose name contains a match is averaged plainly.
    public var ignored: [Pattern]
    /// Only tensors whose names contain a match are merged; none means all.
    ///
    /// Of all others the base's values stay, or without a base the first model's.
    public var included: [Pattern]
    /// Tensors whose names contain a match are not merged.
    public var excluded: [Pattern]
    /// Whether depth counts as 0 everywhere, so that a gradient is its first value.
    public var isFlat: Bool?
    /// What becomes of tensors that some inputs lack; nil is as the method has it.
    public var absence: Absence?
    /// How the inputs are read.
    public var reading = ReadingOptions()
    /// What is said of the network, for the configuration and the metadata of the output.
    public var choices = ModelChoices()
    package var keys = DocumentKeys()

    /// Creates options; by default nothing is said.
    public init(
        parameters: ParameterSettings = .none,
        projections: ProjectionGrouping? = nil,
        head: Head? = nil,
        ignored: [Pattern] = [],
        included: [Pattern] = [],
        excluded: [Pattern] = [],
        isFlat: Bool? = nil,
        absence: Absence? = nil
    ) {
        self.parameters = parameters
        self.projections = projections
        self.head = head
        self.ignored = ignored
        self.included = included
        self.excluded = excluded
        self.isFlat = isFlat
        self.absence = absence
    }

    /// The parameters of methods that are given here, in the order in which they are written.
    package static let parameterNames = [
        "clamp_t", "granularity", "rescale_rule", "seed", "variant",
    ]
    /// All keys, in the order in which they are written.
    package static let keys =
        (parameterNames + ["head"]).sorted() + [
            "qkv", "ignore", "include", "exclude", "flat", "tensors", "activation", "heads",
            "text_heads", "state_dict", "strip_prefix", "skip_unknown_globals",
        ]

    /// Where a key is in the document.
    func place(of key: String, in recipe: Recipe) -> RecipePlace {
        keys.place(of: key) ?? recipe.place
    }

    /// Whether an expression, or none, lets a tensor be merged.
    func merges(_ tensor: String) -> Bool {
        (included.isEmpty || included.contains { $0.isFound(in: tensor) })
            && !excluded.contains { $0.isFound(in: tensor) }
    }
}

/// How the query, key and value projections of an attention block form layers.
public enum ProjectionGrouping: String, Sendable, CaseIterable {
    /// As the base stores them: packed is one layer, separate are three.
    case asStored = "asis"
    /// One layer, with one ratio, even where they are stored separately.
    case packed
    /// Three layers, even where they are stored packed.
    case split
}
