/// The numbers that a tensor's elements may take.
///
/// An element is `offset + baseStep * k + deltaStep * j` with whole `k` and `j`. The steps are
/// powers of two, so fine and so coarse that every such sum is a 32-bit float: nothing is
/// rounded, and the angles survive the addition.
struct ValueGrid {
    let offset: Float
    let baseStep: Float
    let deltaStep: Float

    private init(offset: Float, baseStep: Float, deltaStep: Float) {
        self.offset = offset
        self.baseStep = baseStep
        self.deltaStep = deltaStep
    }

    /// The grid of a role: factors of norms lie around 1, all other weights around 0.
    init(of role: TensorRole) {
        switch role {
        case .normWeight: self = .aroundOne
        case .logitScale: self = .aroundLogitScale
        default: self = .aroundZero
        }
    }

    // The sums are multiples of 2^-27 below 2^-3.
    private static let aroundZero = ValueGrid(
        offset: 0,
        baseStep: 0x1p-20,
        deltaStep: 0x1p-27
    )

    // The sums are multiples of 2^-23 between 1/2 and 2.
    private static let aroundOne = ValueGrid(
        offset: 1,
        baseStep: 0x1p-19,
        deltaStep: 0x1p-23
    )

    // Near log(100), where CLIP's own training ends; multiples of 2^-21 between 4 and 8.
    private static let aroundLogitScale = ValueGrid(
        offset: 4.625,
        baseStep: 0x1p-19,
        deltaStep: 0x1p-21
    )
}
