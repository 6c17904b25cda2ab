internal import Checkpoints
internal import Merging
internal import TextFormats

/// Where a document says something, for messages: its file and the line.
///
/// Where a value was read is not a part of the value, so that all places are equal.
public struct RecipePlace: Sendable, Equatable {
    /// The file; nil for a value that no document gives.
    public let path: String?
    /// The line, from 1; nil where the whole file is meant.
    public let line: Int?

    /// The place of what no document gives.
    public static let none = RecipePlace(path: nil, line: nil)

    /// Names a place.
    public init(path: String?, line: Int?) {
        self.path = path
        self.line = line
    }

    /// All places are equal.
    public static func == (one: RecipePlace, other: RecipePlace) -> Bool { true }

    /// An error that points here.
    public func error(_ message: String) -> RecipeError {
        RecipeError(path: path, line: line, message)
    }

    /// The same reason, told where it was found, and for which tensor where that matters.
    func error(_ cause: MethodError, of tensor: String? = nil) -> RecipeError {
        let subject = tensor.map { "tensor \(PrintableText.quoted($0)): " } ?? ""
        return RecipeError(path: path, line: line, subject + "\(cause)", cause: cause)
    }
}

/// The keys of a mapping as its document gives them: in which order, which the recipe's text keeps,
/// and where.
package struct DocumentKeys: Sendable, Equatable {
    /// The keys, where their order is not the usual one.
    private var order: [String] = []
    private var places: [UTF8Key: RecipePlace] = [:]

    /// No document: the usual order.
    package init() {}

    /// Takes the keys of a document.
    ///
    /// - Parameters:
    ///   - keys: The keys in the document's order, each once.
    ///   - usual: All keys that may be, in the usual order.
    package init(_ keys: [(String, RecipePlace)], usual: [String]) {
        let given = keys.map(\.0)
        let sorted = usual.filter(given.containsExactly)
        order = given.elementsEqual(sorted) { $0.isExactly($1) } ? [] : given
        places = Dictionary(keys.map { (UTF8Key($0), $1) }, uniquingKeysWith: { first, _ in first })
    }

    /// Equal are the same keys in the same order.
    package static func == (one: DocumentKeys, other: DocumentKeys) -> Bool {
        one.order.elementsEqual(other.order) { $0.isExactly($1) }
    }

    /// Where a key is; nil for one that the document lacks.
    package func place(of key: String) -> RecipePlace? { places[key] }

    /// Entries in the order of the document, those that it lacks last.
    func sorted(_ entries: [(key: String, text: String)]) -> [(key: String, text: String)] {
        guard !order.isEmpty else { return entries }
        let known = order.compactMap { key in entries.first { $0.key.isExactly(key) } }
        return known + entries.filter { !order.containsExactly($0.key) }
    }
}
