/// Which method merges which output tensor.
///
/// Mostly the same one merges all; recipes give parameters that vary from layer to layer.
public struct MethodSelection: Sendable {
    /// What holds for all tensors alike: the method's name and the numbers of models.
    public let traits: MethodTraits

    private let choose: @Sendable (LayerTraits) throws(MethodError) -> any MergeMethod

    /// One method for all tensors.
    public init(_ method: any MergeMethod) {
        self.init(traits: method.traits) { _ throws(MethodError) in method }
    }

    /// A method for each tensor.
    ///
    /// - Parameters:
    ///   - traits: What holds for all tensors alike.
    ///   - choose: The method of a tensor, asked for once while the merge is planned.
    public init(
        traits: MethodTraits,
        choose: @escaping @Sendable (LayerTraits) throws(MethodError) -> any MergeMethod
    ) {
        self.traits = traits
        self.choose = choose
    }

    /// The method of a tensor.
    ///
    /// - Throws: `MethodError` when its parameters do not resolve for this tensor.
    public func method(for tensor: LayerTraits) throws(MethodError) -> any MergeMethod {
        try choose(tensor)
    }
}
