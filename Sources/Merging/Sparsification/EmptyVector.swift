internal import Tensors

/// Leaves everything out.
struct EmptyVector: Sparsifier {
    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {
        for index in vector.indices { vector[index] = 0 }
    }
}
