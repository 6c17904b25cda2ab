/// A model that a recipe names.
public struct ModelReference: Sendable, Equatable {
    /// The path as it was given, or the name of an earlier recipe.
    public var name: String
    /// Where it is named.
    public var place: RecipePlace

    /// Names a model.
    public init(_ name: String, at place: RecipePlace = .none) {
        self.name = name
        self.place = place
    }

    /// Equal are names of the same bytes.
    public static func == (one: ModelReference, other: ModelReference) -> Bool {
        one.name.utf8.elementsEqual(other.name.utf8)
    }
}

/// An input of a slice.
public struct RecipeSource: Sendable, Equatable {
    /// The model.
    public var model: ModelReference
    /// The blocks that it gives; nil for all.
    public var layers: Range<Int>?
    /// Its own parameters.
    public var parameters: ParameterSettings
    package var keys = DocumentKeys()

    /// Creates an input.
    public init(
        _ model: ModelReference,
        layers: Range<Int>? = nil,
        parameters: ParameterSettings = .none
    ) {
        self.model = model
        self.layers = layers
        self.parameters = parameters
    }
}

/// Consecutive blocks of the output, or all of it.
public struct RecipeSlice: Sendable, Equatable {
    /// What is merged: at least one source; all or none of them give layers, equally many.
    public var sources: [RecipeSource]
    /// The slice's own base.
    public var base: ModelReference?
    /// The slice's own parameters.
    public var parameters: ParameterSettings
    package var keys = DocumentKeys()

    /// Creates a slice.
    public init(
        _ sources: [RecipeSource],
        base: ModelReference? = nil,
        parameters: ParameterSettings = .none
    ) {
        self.sources = sources
        self.base = base
        self.parameters = parameters
    }

    /// The number of its blocks; nil for all blocks.
    public var layerCount: Int? { sources.first?.layers?.count }
}

/// The whole output, or a part of it with slices of its own.
public struct RecipeModule: Sendable, Equatable {
    /// The parts that a recipe may name.
    public enum Name: String, Sendable, CaseIterable {
        /// The image tower.
        case vision
        /// The text tower, and what belongs to neither tower.
        case text
        /// The classification head.
        case head
    }

    /// The part; nil for the whole checkpoint.
    public var name: Name?
    /// Its slices, at least one, in the order of the blocks.
    public var slices: [RecipeSlice]
    /// The module's own parameters.
    public var parameters: ParameterSettings
    package var keys = DocumentKeys()

    /// Creates a module.
    public init(
        _ slices: [RecipeSlice],
        named name: Name? = nil,
        parameters: ParameterSettings = .none
    ) {
        self.name = name
        self.slices = slices
        self.parameters = parameters
    }
}
