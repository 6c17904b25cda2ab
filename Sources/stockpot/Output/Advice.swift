internal import CLIPModels
internal import CLIPVision
internal import CheckpointConversion
internal import Checkpoints
internal import Evaluation
internal import MergeBatch
internal import MergeBenchmark
internal import MergeEngine
internal import Merging
internal import ModelChoice
internal import ModelZoo
internal import PyTorchFiles
internal import Recipes
internal import Soups
internal import SystemFiles
internal import TextFormats

/// What to do about an error, in the words of the command line: libraries do not know its options.
enum Advice {
    /// A clause to follow the error's own text; nothing where there is nothing to add.
    ///
    /// - Parameters:
    ///   - error: The error.
    ///   - isRead: Whether it concerns a recipe in a file, which has keys where the command line has
    ///     options.
    /// - Returns: The clause, with the space or sign before it.
    static func text(for error: any Error, isRead: Bool = false) -> String {
        switch error {
        case let error as MethodError: text(for: error, isRead: isRead)
        case let error as RecipeError where error.all.count == 1:
            error.cause.map { text(for: $0, isRead: error.path != nil) } ?? ""
        case is InputSearch.Failure: "; --inputs FOLDER looks elsewhere"
        case is TornZooError: "; --repair removes it"
        case ModelChoiceError.insufficientMemory(_, _, _, let needed):
            " (--limit, --memory \(needed))"
        case FamilyError.nothingMeasured: " (--similarity flat)"
        case let error as MergeError: text(for: error, isRead: isRead)
        case let error as CheckpointError: error.remedy.map(text) ?? ""
        case let error as FileError: error.remedy.map(text) ?? ""
        case let error as ConversionError: text(for: error)
        case let error as SoupError: text(for: error)
        case VisionError.headCount: " (--heads)"
        case VisionError.missingHead: " (--head FILE)"
        case EvaluationError.noClassFolders: " (--labels NAME=FILE)"
        case is JobObstruction: " (--force)"
        case BatchError.obstructed: "; --force replaces them, --keep-going does the other jobs"
        case BenchmarkError.missingPeer: " (--peer-program)"
        case BenchmarkError.space: " (--folder, --shape)"
        default: ""
        }
    }

    private static func text(for remedy: FileError.Remedy) -> String {
        switch remedy {
        case .replacement: "; give --force to replace it"
        case .dictionary: " (--state-dict)"
        case .oneOfDictionaries: " by --state-dict NAME, the outermost by --state-dict ."
        case .unknownClasses: " (--skip-unknown-globals)"
        case .headCount: " (--heads)"
        default: ""
        }
    }

    private static func text(for error: MergeError, isRead: Bool) -> String {
        switch error {
        case .overflow: isRead ? " (out_dtype)" : " (--dtype)"
        case .squaresOverflow, .squaresUnderflow: isRead ? " (ignore)" : " (--ignore)"
        case .insufficientMemory(_, let needed): " (--memory \(needed))"
        // Values that are not finite in the base itself are no way out.
        case .nonFinite(_, let path, _) where CommandLine.arguments.isBase(path): ""
        default:
            error.remedy.map {
                MergeAdvice(arguments: Array(CommandLine.arguments.dropFirst())).text(for: $0)
            } ?? ""
        }
    }

    private static func text(for error: ConversionError) -> String {
        switch error {
        case .unknownDialect: " (--dialect)"
        case .unknownTensors: " (--keep-unknown)"
        case .overflow: " (--dtype)"
        case .insufficientMemory(_, let needed): " (--memory \(needed))"
        case .unstated(_, let facts): ": give " + text(for: facts)
        case .missingHead: ": leave --head-temperature out"
        case .duplicateName, .untransposable, .inexpressible: ""
        }
    }

    private static func text(for error: SoupError) -> String {
        switch error {
        case .missingScore: " (--held-out-name)"
        case .late: " (--timeout)"
        case .parameter(_, let method, _): "; 'stockpot methods \(method)' explains them"
        case .sameName, .notComparable, .command, .program, .single: ""
        }
    }

    /// The options that state facts of a model.
    static func text(for facts: [ModelFact.Name]) -> String {
        facts.map { fact in
            switch fact {
            case .heads: "--heads (width / 64 for OpenAI's own models)"
            case .textHeads: "--text-heads (likewise)"
            default:
                "--\(fact.rawValue) (quickgelu for OpenAI's own models, mostly gelu for open_clip's)"
            }
        }.joined(separator: ", ")
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
            return "; it is the option --\(name.split(separator: "_").joined(separator: "-"))"
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

/// A text as a shell takes it for one word.
struct ShellWord: CustomStringConvertible {
    let description: String

    init(_ text: String) {
        let isPlain = text.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
                || (0x61...0x7A).contains(byte) || "/._-+=:,@".utf8.contains(byte)
        }
        let quoted = text.split(separator: "'", omittingEmptySubsequences: false)
        description =
            isPlain && !text.isEmpty
            ? text : "'" + PrintableText.escaped(quoted.joined(separator: #"'\''"#)) + "'"
    }
}

extension [String] {
    /// Whether these arguments name a checkpoint as the base.
    fileprivate func isBase(_ path: String) -> Bool {
        containsExactly("--base=" + path)
            || zip(self, dropFirst()).contains { $0 == "--base" && $1.isExactly(path) }
    }
}
