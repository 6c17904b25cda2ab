/// How a tensor's elements lie in a file that does not hold them one after the other, or not in
/// little-endian order.
package struct ElementLayout: Sendable {
    /// The extents, outermost first; neighbours that lie like one dimension are one.
    let extents: [Int]
    /// The distance between elements in each dimension, in elements.
    let strides: [Int]
    /// The bytes of an element, in the order in which they must be taken.
    let byteOrder: [Int]

    /// The layout of a tensor, or nil when its bytes can be read as they are.
    ///
    /// - Parameters:
    ///   - dimensions: The extents, none of which is zero.
    ///   - strides: As many distances.
    ///   - byteWidth: The size of an element.
    ///   - swapWidth: The size of the numbers whose bytes are in reverse; 1 when none are.
    init?(_ dimensions: [Int], strides: [Int], byteWidth: Int, swapWidth: Int) {
        var merged: [(extent: Int, stride: Int)] = []
        for (extent, stride) in zip(dimensions, strides) where extent != 1 {
            if let last = merged.last, last.stride == stride &* extent {
                merged[merged.count - 1] = (last.extent * extent, stride)
            } else {
                merged.append((extent, stride))
            }
        }
        let isConsecutive = merged.isEmpty || (merged.count == 1 && merged[0].stride == 1)
        if isConsecutive && swapWidth == 1 { return nil }
        extents = merged.map(\.extent)
        self.strides = merged.map(\.stride)
        byteOrder = (0..<byteWidth).map {
            $0 / swapWidth * swapWidth + swapWidth - 1 - $0 % swapWidth
        }
    }
}

extension ElementLayout {
    /// A part of a tensor: a few consecutive indices in each dimension from `outer` on, all others
    /// fixed.
    struct Box {
        /// Where the first element lies, counted in elements from the tensor's first.
        var first: Int
        /// The position of the first element in row-major order.
        var place: Int
        /// The dimension to which `extents[0]` belongs.
        let outer: Int
        var extents: [Int]

        var elementCount: Int { extents.reduce(1, *) }
    }

    /// The boxes that together hold a range of elements in row-major order: at most two for each
    /// dimension.
    func boxes(of range: Range<Int>) -> [Box] {
        var boxes: [Box] = []
        var place = range.lowerBound
        while place < range.upperBound {
            let box = largestBox(at: place, atMost: range.upperBound - place)
            place += box.elementCount
            boxes.append(box)
        }
        return boxes
    }

    private func largestBox(at place: Int, atMost count: Int) -> Box {
        let indices = indices(of: place)
        var outer = extents.count
        var inner = 1
        // A dimension is taken whole when the place begins it and all of it is wanted.
        while outer > 0 {
            let isWhole = indices[outer - 1] == 0 && inner * extents[outer - 1] <= count
            guard isWhole else { break }
            outer -= 1
            inner *= extents[outer]
        }
        var taken = Array(extents[outer...])
        if outer > 0, count >= inner {
            outer -= 1
            taken.insert(min(extents[outer] - indices[outer], count / inner), at: 0)
        }
        let first = zip(indices, strides).reduce(0) { $0 + $1.0 * $1.1 }
        return Box(first: first, place: place, outer: outer, extents: taken)
    }

    private func indices(of place: Int) -> [Int] {
        var indices = extents
        var rest = place
        for dimension in extents.indices.reversed() {
            indices[dimension] = rest % extents[dimension]
            rest /= extents[dimension]
        }
        return indices
    }

    /// The number of elements from a box's first to its last in the file.
    func span(of box: Box) -> Int {
        zip(box.extents, strides[box.outer...]).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    }

    /// Two halves of a box with several elements, cut where it reaches farthest.
    func halves(of box: Box) -> (Box, Box) {
        let reaches = zip(box.extents, strides[box.outer...]).map { ($0 - 1) * $1 }
        let cut = reaches.indices.max { reaches[$0] < reaches[$1] } ?? 0
        var (low, high) = (box, box)
        low.extents[cut] /= 2
        high.extents[cut] -= low.extents[cut]
        high.first += low.extents[cut] * strides[box.outer + cut]
        high.place += low.extents[cut] * extents[(box.outer + cut + 1)...].reduce(1, *)
        return (low, high)
    }
}
