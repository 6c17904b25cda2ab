/// How PyTorch files are read that hold more than the tensors of one model.
public struct PyTorchOptions: Sendable, Hashable {
    /// Takes classes and functions that are not on the list as records without effect, instead of
    /// refusing the file; nothing is called either way.
    public var skipsUnknownGlobals: Bool
    /// Which dictionary holds the tensors.
    ///
    /// Its key, or the keys that lead to it with slashes between them, or a dot for the outermost
    /// one. Nil takes the only one that comes into question.
    public var stateDictionary: String?

    /// Creates options.
    public init(skipsUnknownGlobals: Bool = false, stateDictionary: String? = nil) {
        self.skipsUnknownGlobals = skipsUnknownGlobals
        self.stateDictionary = stateDictionary
    }
}
