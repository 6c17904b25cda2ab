internal import MergeEngine

extension Recipe {
    /// The recipe in one line of JSON, which is YAML too: models by the last parts of their paths,
    /// so that it is the same wherever they lie.
    public var canonicalText: String { Self.canonicalText(of: [self]) }

    /// The documents of a recipe, each in one line; no two models have the same name in them.
    public static func canonicalText(of documents: [Recipe]) -> String {
        let paths = documents.flatMap { $0.models.map(\.name) }
        let names = ModelName.distinguishing(paths)
        return documents.map { $0.node.namingModels(names).canonicalText }
            .joined(separator: "\n---\n")
    }

    /// The same with models as they were named, so that it can be run where it was written.
    public var text: String { node.canonicalText }
}
