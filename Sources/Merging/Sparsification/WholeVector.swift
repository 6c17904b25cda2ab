internal import Tensors

/// Leaves nothing out.
struct WholeVector: Sparsifier {
    func sparsify(
        _ vector: inout MutableSpan<Double>,
        from start: Int,
        _ scratch: inout ElementScratch,
        _ equal: inout [Int]
    ) {}
}
