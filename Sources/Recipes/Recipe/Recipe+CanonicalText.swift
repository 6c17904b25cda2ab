extension Recipe {
    /// The recipe in one line of JSON, which is YAML too: models by the last parts of their paths,
    /// so that it is the same wherever they lie.
    public var canonicalText: String { node.namingModelsOnly().canonicalText }
}
