/// Items to label.
package enum LabelQueue {
    /// An item, what it is called, and the entropy that is expected after its label, in bits.
    package struct Item: Encodable, Sendable {
        package let item: Int
        package let path: String
        package let entropy: Double
    }

    /// Items in the order in which they should be labelled.
    package struct Items: Encodable, Sendable {
        /// The items.
        package let items: [Item]

        init(_ found: [(item: Int, entropy: Double)], _ table: PredictionTable) {
            items = found.map {
                Item(item: $0.item, path: table.items[$0.item], entropy: $0.entropy)
            }
        }

        package func encode(to encoder: any Encoder) throws { try items.encode(to: encoder) }

        /// A header `item,path,entropy` and a line for each.
        package var text: String {
            let lines = items.map { "\($0.item),\(CommaSeparatedText.cell($0.path)),\($0.entropy)" }
            return (["item,path,entropy"] + lines).joined(separator: "\n") + "\n"
        }
    }
}
