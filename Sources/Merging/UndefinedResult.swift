/// The reason why a method has no result for a layer.
public struct UndefinedResult: Error, Sendable, Equatable {
    /// One clause, without the layer's name.
    public let reason: String

    /// States a reason.
    public init(reason: String) { self.reason = reason }
}
