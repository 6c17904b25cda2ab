internal import ReferenceMerging

/// Some elements of two merges, with the inputs that they come from.
struct PieceComparison {
    let expected: [Double]
    let merged: [Double]
    let inputs: [[Double]]
    let type: ReferenceElementType

    /// How far the elements lie apart.
    func distance(by rule: OutputComparison.Rule) -> TensorComparison {
        switch rule {
        case .verified:
            TensorComparison(merged: merged, expected: expected, inputs: inputs, type: type)
        case .ratio(let error, let roundoffs): impliedRatioError(error, beyond: roundoffs)
        }
    }

    /// The largest difference of the ratios t that would explain the distances.
    private func impliedRatioError(_ bound: Double, beyond roundoffs: Double) -> TensorComparison {
        let roundoff = type.unitInTheLastPlace(of: 1) / 2
        var (largest, largestAbsolute) = (0.0, 0.0)
        for index in expected.indices {
            let distance = (merged[index] - expected[index]).magnitude
            if distance == 0 { continue }
            let scale = inputs.reduce(0) { max($0, $1[index].magnitude) }
            // A NaN is larger than everything here.
            let rest = distance - roundoffs * roundoff * scale
            let ratioError = rest <= 0 ? 0 : rest / meanTaskVector(index).magnitude
            largest = ratioError <= largest ? largest : ratioError
            largestAbsolute = max(largestAbsolute, distance)
        }
        return TensorComparison(
            elements: expected.count,
            maxAbsError: largestAbsolute,
            maxUlpError: largest,
            holds: largest <= bound
        )
    }

    private func meanTaskVector(_ index: Int) -> Double {
        let models = inputs.dropFirst()
        return models.reduce(0) { $0 + $1[index] } / Double(models.count) - inputs[0][index]
    }
}
