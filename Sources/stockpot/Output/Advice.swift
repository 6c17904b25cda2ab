internal import MergeEngine
internal import Merging
internal import ModelZoo
internal import Recipes

/// What to do about an error, in the words of the command line: libraries do not know its options.
enum Advice {
    /// A clause to follow the error's own text; nothing where there is nothing to add.
    static func text(for error: any Error) -> String {
        switch error {
        case let error as MethodError: text(for: error, isRead: false)
        case let error as RecipeError where error.all.count == 1:
            error.cause.map { text(for: $0, isRead: error.path != nil) } ?? ""
        case is InputSearch.Failure: "; --inputs FOLDER looks elsewhere"
        case is TornZooError: "; --repair removes it"
        case FamilyError.nothingMeasured: " (--similarity flat)"
        case MergeError.overflow: " (--dtype)"
        default: ""
        }
    }

    // A recipe that was read from a file has keys where the command line has options.
    private static func text(for error: MethodError, isRead: Bool) -> String {
        switch error {
        case .unknownMethod: return "; 'stockpot methods' lists them"
        case .missingBase: return isRead ? ": name it as 'base_model'" : ": name it with --base"
        case .unwantedBase: return isRead ? ": leave it out" : ": leave --base out"
        case .missingParameter(let method, let name, _):
            guard let value = example(of: name, method) else { return "" }
            return isRead
                ? "; put '\(name): \(value)' under its 'parameters'"
                : "; for example --set \(name)=\(value)"
        case .unknownParameter(_, let name, _) where RecipeOptions.keys.contains(name):
            return "; it is the option --\(name)"
        case .unknownParameter, .invalidValue, .contradiction, .modelCount: return ""
        }
    }

    /// A value that a parameter takes.
    private static func example(of name: String, _ method: String) -> String? {
        guard let parameter = try? MethodRegistry.named(method).parameter(name) else { return nil }
        let values = [parameter.example, .number(0.5), .number(1)].compactMap(\.self)
        return values.lazy.compactMap { parameter.kind.accepted($0) }.first.map { "\($0)" }
    }
}
