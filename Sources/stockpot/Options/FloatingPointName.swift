internal import ArgumentParser
internal import Tensors

/// A floating-point type as the command line names it.
enum FloatingPointName: String, ExpressibleByArgument, CaseIterable {
    case f32, f16, bf16, f64

    /// Reads a name as PyTorch and other programs write it, too.
    init?(argument: String) {
        switch FloatingPointType(named: argument) {
        case .f32: self = .f32
        case .f16: self = .f16
        case .bf16: self = .bf16
        case .f64: self = .f64
        case nil: return nil
        }
    }

    var type: FloatingPointType {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        case .f64: .f64
        }
    }
}

/// The type of an output's tensors: one for all, or each its own as the base has it.
struct OutputType: ExpressibleByArgument {
    /// Nil where the base decides.
    let type: FloatingPointType?

    static let base = OutputType(type: nil)

    static var allValueStrings: [String] { FloatingPointName.allValueStrings + ["base"] }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    var defaultValueDescription: String { type?.elementType.name.lowercased() ?? "base" }

    init?(argument: String) {
        guard let name = FloatingPointName(argument: argument) else {
            guard argument == "base" else { return nil }
            self = .base
            return
        }
        type = name.type
    }

    private init(type: FloatingPointType?) { self.type = type }
}
