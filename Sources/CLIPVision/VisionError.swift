internal import Checkpoints
public import Tensors

/// A reason why a checkpoint cannot be run as an image classifier.
public enum VisionError: Error, Sendable, Equatable {
    /// A tensor that the vision tower needs is not there.
    case missingTensor(model: String, tensor: String)
    /// The vision tower has a tensor that takes no part in what is computed here.
    case unknownTensor(model: String, tensor: String)
    /// A tensor has other dimensions than its neighbours demand.
    case wrongShape(model: String, tensor: String, shape: [Int], expected: [Int])
    /// The matrix of a head in a file of its own has other dimensions than the tower demands.
    case headShape(head: String, tensor: String, shape: [Int], features: Int)
    /// A tensor holds something else than floating-point numbers.
    case notFloatingPoint(model: String, tensor: String, type: ElementType)
    /// Two of the model's dimensions contradict each other.
    case inconsistent(model: String, reason: String)
    /// The number of attention heads that was asked for does not divide the width.
    case headCount(model: String, heads: Int, width: Int)
    /// The checkpoint has no classification head, and no other head was given.
    case missingHead(model: String)
}

extension VisionError: CustomStringConvertible {
    /// One line that says what, where, and what to do.
    public var description: String {
        switch self {
        case .missingTensor(let model, let tensor):
            "\(model): tensor '\(tensor)' is missing; the vision tower needs it"
        case .unknownTensor(let model, let tensor):
            "\(model): tensor '\(tensor)' belongs to a kind of vision tower that is not implemented"
        case .wrongShape(let model, let tensor, let shape, let expected):
            "\(model): tensor '\(tensor)' has the shape \(shape), expected \(expected)"
        case .headShape(let head, let tensor, let shape, let features):
            "\(head): tensor '\(tensor)' has the shape \(shape), expected [classes, \(features)]"
                + (shape.first == features
                    ? "; open_clip stores heads transposed: transpose it" : "")
        case .notFloatingPoint(let model, let tensor, let type):
            "\(model): tensor '\(tensor)' holds \(type.name), expected floating-point numbers"
        case .inconsistent(let model, let reason):
            "\(model): \(reason)"
        case .headCount(let model, let heads, let width):
            "\(model): \(heads) attention heads do not divide its width of \(width)"
        case .missingHead(let model):
            """
            \(model): has no classification_head.weight and classification_head.bias; name a file with \
            a zero-shot head of shape [classes, features]
            """
        }
    }
}
