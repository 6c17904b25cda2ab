extension YAMLNode {
    /// The models and bases that a recipe names anywhere, whatever is wrong with the rest of it.
    public var namedModels: [YAMLNode] {
        switch content {
        case .scalar: []
        case .sequence(let items): items.flatMap(\.namedModels)
        case .mapping(let entries):
            entries.flatMap { entry in
                ["model", "base_model"].contains(entry.key) && entry.value.text != nil
                    ? [entry.value] : entry.value.namedModels
            }
        }
    }
}
