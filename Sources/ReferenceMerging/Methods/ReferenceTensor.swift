/// One tensor of all inputs.
package struct ReferenceTensor: Sendable {
    /// The name in the output.
    package let name: String
    /// The dimensions.
    package let shape: [Int]
    /// The base's elements, if there is a base.
    package let base: [Double]?
    /// The elements of each model.
    package let models: [[Double]]

    /// Creates a tensor.
    package init(name: String, shape: [Int], base: [Double]?, models: [[Double]]) {
        self.name = name
        self.shape = shape
        self.base = base
        self.models = models
    }

    /// x_i - b, in 64 bits.
    var differences: [[Double]] {
        guard let base else { return models }
        return models.map { model in model.indices.map { model[$0] - base[$0] } }
    }
}
