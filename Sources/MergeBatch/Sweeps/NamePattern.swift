internal import TextFormats

/// A name with places for the values of a sweep: `wise-{alpha}`.
struct NamePattern: Equatable {
    /// Why a pattern cannot be used.
    enum Flaw: Error, Equatable {
        /// A brace that is not closed.
        case unclosed
        /// A place for something that the sweep does not vary.
        case unknown(String)
    }

    private enum Part: Equatable {
        case text(String)
        case place(String)
    }

    private let parts: [Part]

    /// Reads a pattern.
    ///
    /// - Parameters:
    ///   - text: The pattern.
    ///   - axes: What the sweep varies.
    /// - Throws: `Flaw` when a brace is not closed, or what it names is not varied.
    init(_ text: String, axes: [String]) throws(Flaw) {
        var parts: [Part] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { throw .unclosed }
            let name = String(rest[rest.index(after: open)..<close])
            guard axes.containsExactly(name) else { throw .unknown(name) }
            parts += [.text(String(rest[..<open])), .place(name)]
            rest = rest[rest.index(after: close)...]
        }
        self.parts = parts + [.text(String(rest))]
    }

    /// The name for some values.
    func name(_ labels: [UTF8Key: String]) -> String {
        parts.map { part in
            switch part {
            case .text(let text): text
            case .place(let name): labels[name] ?? ""
            }
        }.joined()
    }
}
