import LinearAlgebra
import Merging

/// The ratio t by which Model Stock moves the elements of a layer from the base to the average.
func ratio(ofTaskVectors first: [Double], _ second: [Double]) throws -> Double? {
    let rows = first + second
    var entries = [Double](repeating: 0, count: 4)
    var gram = entries.mutableSpan
    accumulateGram(
        of: rows.span,
        rowCount: 2,
        rowLength: first.count,
        stride: first.count,
        into: &gram
    )
    let arguments = MethodArguments(perModel: [[:], [:]])
    let method = try MethodRegistry.named("model_stock").make(arguments)
    let measured = GramMatrix(lowerTriangle: entries, order: 2)
    return try method.decide(.modelStock, gram: measured).ratio
}
