internal import ArgumentParser
internal import CLIPModels

/// A dialect as the command line names it.
struct DialectName: ExpressibleByArgument {
    let dialect: Dialect

    static var allValueStrings: [String] { Dialect.allCases.compactMap(\.optionName) }
    static var defaultCompletionKind: CompletionKind { .list(allValueStrings) }

    init?(argument: String) {
        guard let dialect = Dialect.allCases.first(where: { $0.optionName == argument }) else {
            return nil
        }
        self.dialect = dialect
    }
}
