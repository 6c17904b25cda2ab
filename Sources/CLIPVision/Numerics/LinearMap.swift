internal import LinearAlgebra

/// An affine map of rows, `y = x Wᵀ + b`, as the models store it.
struct LinearMap: Sendable {
    /// The weights W, one row for each output.
    let weights: [Float]
    /// The biases b.
    let bias: [Vector]
    let inputCount: Int
    let outputCount: Int

    init(weights: [Float], bias: [Float], inputCount: Int) {
        self.weights = weights
        self.bias = bias.vectors
        self.inputCount = inputCount
        outputCount = weights.count / max(inputCount, 1)
    }

    /// Maps all rows.
    func apply(to input: borrowing Matrix, into output: inout Matrix) {
        output.fill(rowsWith: bias.span)
        addProduct(of: input, to: &output)
    }

    /// Adds the product without the biases: `y += x Wᵀ`.
    func addProduct(of input: borrowing Matrix, to output: inout Matrix) {
        addProduct(of: input, outputs: 0..<outputCount, to: &output)
    }

    /// Adds the product for some of the outputs to the first columns of `output`, from `column` on.
    func addProduct(
        of input: borrowing Matrix,
        outputs: Range<Int>,
        to output: inout Matrix,
        column: Int = 0
    ) {
        let map = MatrixLayout(
            rows: outputs.count,
            columns: inputCount,
            offset: outputs.lowerBound * inputCount
        )
        let source = input.elements
        let sourceLayout = input.layout
        let target = output.layout(
            rows: 0..<output.rowCount,
            columns: column..<column + outputs.count
        )
        output.withElements { elements in
            accumulateProduct(
                of: source,
                sourceLayout,
                with: weights.span,
                map,
                transposed: true,
                into: &elements,
                target
            )
        }
    }
}

extension [Float] {
    /// The values as vectors, the last one filled up with zeros.
    var vectors: [Vector] {
        stride(from: 0, to: count, by: Vector.scalarCount).map { start in
            var vector = Vector.zero
            for lane in 0..<Swift.min(Vector.scalarCount, count - start) {
                vector[lane] = self[start + lane]
            }
            return vector
        }
    }
}
