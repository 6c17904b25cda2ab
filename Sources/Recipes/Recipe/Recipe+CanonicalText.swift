extension Recipe {
    /// The recipe in one line of JSON, which is YAML too: models by the last parts of their paths,
    /// so that it is the same wherever they lie.
    public var canonicalText: String { node.namingModelsOnly().canonicalText }

    /// The same with models as they were named, so that it can be run where it was written.
    public var text: String { node.canonicalText }
}
