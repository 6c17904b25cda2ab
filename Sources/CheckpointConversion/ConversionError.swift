package import CLIPModels
internal import Checkpoints
package import Tensors
internal import TextFormats

/// A reason why a checkpoint cannot be converted.
package enum ConversionError: Error, Sendable {
    /// The checkpoint's names belong to no known dialect, or to several.
    case unknownDialect(path: String)
    /// The key map does not know these tensors.
    case unknownTensors(path: String, names: [String], dialect: Dialect)
    /// Two tensors of the output would have one name.
    case duplicateName(path: String, tensor: String)
    /// A matrix of elements smaller than a byte cannot be transposed.
    case untransposable(path: String, tensor: String, type: ElementType)
    /// A finite number exceeds the output's type.
    case overflow(path: String, tensor: String, type: ElementType, element: Int)
    /// Not even the smallest plan fits the memory that the user allows.
    case insufficientMemory(allowed: Int, needed: Int)
    /// A head is to be changed, and the checkpoint has none.
    case missingHead(path: String)
    /// Nothing states facts that the written configuration would state.
    case unstated(path: String, facts: [ModelFact.Name])
    /// The configuration of a dialect cannot say what the model is.
    case inexpressible(path: String, what: String, dialect: Dialect)
}

extension ConversionError: CustomStringConvertible {
    /// One line that says what, where, and what to do.
    package var description: String {
        switch self {
        case .unknownDialect(let path):
            "\(path): its tensors are named as in no known CLIP, or as in several; "
                + "ask for no other dialect, and the names stay as they are"
        case .unknownTensors(let path, let names, let dialect):
            "\(path): \(names.count) tensors have no counterpart in \(dialect) names: "
                + Self.list(names) + "; keep them under their own names, or convert without them"
        case .duplicateName(let path, let tensor):
            "\(path): several tensors would have the name \(PrintableText.quoted(tensor))"
        case .untransposable(let path, let tensor, let type):
            "\(path): tensor \(PrintableText.quoted(tensor)): elements of type \(type.name) "
                + "are smaller than a byte and cannot be transposed"
        case .overflow(let path, let tensor, let type, let element):
            "\(path): tensor \(PrintableText.quoted(tensor)): element \(element) exceeds the "
                + "largest \(type.name) number: choose a wider type"
        case .insufficientMemory(let allowed, let needed):
            "\(allowed) bytes of memory are too little for this conversion: it needs \(needed)"
        case .missingHead(let path):
            "\(path): has no classification head whose logits could be divided by a temperature"
        case .unstated(let path, let facts):
            "\(path): nothing tells \(facts.map(Self.name).joined(separator: " and ")), which the "
                + "written configuration has to state"
        case .inexpressible(let path, let what, let dialect):
            "\(path): \(what) cannot be said in a configuration for \(dialect) names: convert to a "
                + "single file, or keep the dialect"
        }
    }

    private static func name(of fact: ModelFact.Name) -> String {
        switch fact {
        case .activation: "the activation function"
        case .heads: "the number of attention heads"
        case .textHeads: "the number of attention heads of the text tower"
        default: fact.rawValue
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(20).map(PrintableText.quoted).joined(separator: ", ")
        return names.count > 20 ? shown + " and \(names.count - 20) more" : shown
    }
}
