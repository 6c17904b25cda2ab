internal import Merging
internal import TextFormats

/// Merge methods for people.
enum MethodText {
    /// One line for each method.
    static func list() -> Page {
        var table = TextTable(
            [("method", .left), ("base", .left), ("models", .left), ("what it does", .prose)]
        )
        for method in MethodRegistry.all {
            let names = ([method.name] + method.aliases).joined(separator: ", ")
            table.add([names, method.base.rawValue, models(method), method.summary])
        }
        return Page(table, ["'stockpot methods NAME' explains one."])
    }

    /// Formula, source, parameters and an example.
    static func explanation(of method: MethodDescription) -> Page {
        let aliases: PrintableText =
            method.aliases.isEmpty
            ? "" : "\nAlso called \(method.aliases.joined(separator: ", "))."
        let head: PrintableText = """
            \(method.name): \(method.summary)\(aliases)

            \(PrintableText(lines: method.formula.indented))

            Reference   \(method.reference)
            Base        \(method.base.rawValue)
            Models      \(models(method))
            """
        let end: PrintableText = """
            Example:

              \(example(of: method))
            """
        return Page([.text(head), parameters(of: method), .text(end)])
    }

    private static func models(_ method: MethodDescription) -> String {
        let counts = method.modelCounts
        return counts.count == 1 ? "\(counts.lowerBound)" : "\(counts.lowerBound) or more"
    }

    private static func parameters(of method: MethodDescription) -> Page.Block {
        guard !method.parameters.isEmpty else { return .text("No parameters.") }
        var table = TextTable(
            [
                ("parameter", .left), ("scope", .left), ("values", .left), ("default", .left),
                ("what it does", .prose),
            ]
        )
        for parameter in method.parameters {
            let otherwise = parameter.isRequired ? "required" : "not set"
            table.add(
                [
                    parameter.name, parameter.scope.rawValue, "\(parameter.kind)",
                    parameter.defaultValue.map { "\($0)" } ?? otherwise, parameter.summary,
                ]
            )
        }
        return .table(table)
    }

    /// A command that runs on the checkpoints of the help texts.
    private static func example(of method: MethodDescription) -> String {
        let base = method.base == .required ? " --base pretrained" : ""
        let settings = method.parameters.filter { $0.isRequired || $0.example != nil }.map {
            " --set \($0.name)=\($0.example ?? .number(0.5))"
        }
        let models = method.modelCounts.upperBound == 1 ? "model_0" : "model_0 model_1"
        return "stockpot merge --method \(method.name)\(base)\(settings.joined()) "
            + "-o merged \(models)"
    }
}

extension String {
    /// Every line two blanks further in.
    fileprivate var indented: [String] {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { "  " + $0 }
    }
}
