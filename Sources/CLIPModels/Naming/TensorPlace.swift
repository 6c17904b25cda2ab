/// Where a tensor is in a CLIP and what it does there, as its name tells.
///
/// The names are those of every dialect, behind any prefix. A name that the key map does not know
/// is placed by its components alone: the tower, the number of the block, what precedes the blocks.
package struct TensorPlace: Sendable, Hashable {
    /// The parts of a CLIP, in the order in which charts show them.
    package enum Tower: Int, Sendable, Comparable {
        case vision, text, unknown

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// The stretch of a tower, in the order of the data's way through it.
    package enum Section: Sendable, Hashable, Comparable {
        /// Before the first block.
        case input
        case block(Int)
        /// After the last block.
        case output
        case unknown
    }

    /// What a tensor does, weight and bias alike.
    package enum Role: Sendable {
        case attention, mlp, norm, embedding, projection, head
        /// A number that programs compute or know by themselves; it is not trained.
        case constant
        case other
    }

    /// The tower; heads belong to the vision tower.
    package let tower: Tower
    /// The stretch of the tower.
    package let section: Section
    /// What the tensor does.
    package let role: Role
    /// Whether it is a vector that is added, rather than the factors next to it.
    package let isBias: Bool
    /// The order within the section; that of names that the key map does not know is the last.
    private let order: Int

    /// Places a tensor, or a layer of a merge, by its name.
    ///
    /// - Complexity: O(length of the name).
    package init(_ name: String) {
        let name = AttentionProjection.tensor(ofLayer: name)
        let components = NameComponents(name)
        isBias = name.utf8.reversed().starts(with: "bias".utf8.reversed())
        let head = components.isHead
        if let root = components.root, !head,
            let found = KeyMap.row(of: components.text(from: root))
        {
            tower = found.row.tower
            section = components.block.map { .block($0) } ?? found.row.section ?? .unknown
            role = found.row.role
            // The weight of a part comes before its bias, and both before the next part.
            order = (found.row.order * 3 + found.part) * 2 + (isBias ? 1 : 0)
        } else {
            tower = head ? .vision : components.tower
            section =
                components.block.map { .block($0) }
                ?? (components.precedesBlocks ? .input : tower == .unknown ? .unknown : .output)
            role = head ? .head : components.isConstant ? .constant : .other
            order = Int.max - (head ? isBias ? 1 : 2 : 0)
        }
    }

    /// The number of its block, from 0; nil for a tensor outside the blocks.
    package var block: Int? { if case .block(let number) = section { number } else { nil } }

    /// The name that a block's tensor has in another block; outside the blocks the name itself.
    package static func name(of tensor: String, inBlock block: Int) -> String {
        NameComponents(tensor).text(inBlock: block)
    }

    /// Whether data meet a tensor before another; of names that are not known neither comes first.
    package func precedes(_ other: TensorPlace) -> Bool {
        (tower, section, order) < (other.tower, other.section, other.order)
    }
}
