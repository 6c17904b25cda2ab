/// An element of an SVG document.
///
/// All text in it is escaped when it is rendered.
struct SVGElement {
    private enum Content {
        case element(SVGElement)
        case text(String)
    }

    private let name: String
    private var attributes: [(name: String, value: String)]
    private var contents: [Content] = []

    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:]) {
        self.name = name
        self.attributes = attributes.map { ($0.key, $0.value) }
    }

    /// An element that holds nothing but text.
    init(_ name: String, _ attributes: KeyValuePairs<String, String> = [:], text: String) {
        self.init(name, attributes)
        contents = [.text(text)]
    }

    /// An element that holds others.
    init(
        _ name: String,
        _ attributes: KeyValuePairs<String, String> = [:],
        children: [SVGElement]
    ) {
        self.init(name, attributes)
        contents = children.map(Content.element)
    }

    mutating func append(_ child: SVGElement) { contents.append(.element(child)) }

    mutating func append(_ children: [SVGElement]) {
        for child in children { append(child) }
    }
}

extension SVGElement {
    /// The element as text, without an XML declaration, so that it may be in a page too.
    ///
    /// - Complexity: O(size of the text).
    var rendered: String {
        var result = ""
        render(into: &result)
        return result
    }

    private func render(into result: inout String) {
        result += "<\(name)"
        for attribute in attributes {
            result += " \(attribute.name)=\"\(XMLText(attribute.value).escaped)\""
        }
        guard !contents.isEmpty else {
            result += "/>\n"
            return
        }
        result += ">"
        for content in contents {
            switch content {
            case .element(let element): element.render(into: &result)
            case .text(let text): result += XMLText(text).escaped
            }
        }
        result += "</\(name)>\n"
    }
}
