/// A tensor of a kind that is not read, which matters only where it is one of the model's.
struct RefusedTensor {
    /// What the tensor is, and the way out.
    let reason: String
    /// The byte of the file at which it is described.
    let place: UInt64
}

extension PickleObject {
    /// The byte of the file at which a tensor is described, or nil for other objects.
    var place: UInt64? {
        switch self {
        case .tensor(let tensor): tensor.place
        case .blankTensor(let place): place
        case .refusedTensor(let tensor): tensor.place
        default: nil
        }
    }
}
