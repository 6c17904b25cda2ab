package import SystemFiles
import Tensors

/// Collects elements that lie apart in a file, or whose bytes are in reverse.
///
/// Memory is one buffer, whatever the tensor's size: what is asked for is cut into boxes until
/// each is small, or dense enough to be read in one piece.
package struct ElementGatherer: ~Copyable {
    private let file: InputFile
    private let start: UInt64
    private let layout: ElementLayout
    private var buffer: AlignedBuffer<UInt8>

    private static let bufferByteCount = 1 << 18
    /// Reading so many bytes costs about as much as the call itself.
    private static let cheapByteCount = 1 << 12
    /// Of so many bytes read in one piece, one must be of use.
    private static let sparsity = 4

    /// Collects elements that lie by a layout from a byte of a file on.
    package init(_ file: InputFile, from start: UInt64, layout: ElementLayout) {
        self.file = file
        self.start = start
        self.layout = layout
        buffer = AlignedBuffer(repeating: 0, count: Self.bufferByteCount)
    }

    private var width: Int { layout.byteOrder.count }

    /// Fills a span with the tensor's bytes from `byteOffset` on.
    ///
    /// - Throws: `PyTorchError` when the file shrank or cannot be read.
    package mutating func read(
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(PyTorchError) {
        let end = byteOffset + destination.byteCount
        let elements = byteOffset / width..<(end + width - 1) / width
        var boxes = layout.boxes(of: elements)
        while let box = boxes.popLast() {
            if isReadable(box) {
                try read(box, at: byteOffset, into: &destination)
            } else {
                let (low, high) = layout.halves(of: box)
                boxes.append(low)
                boxes.append(high)
            }
        }
    }

    private func isReadable(_ box: ElementLayout.Box) -> Bool {
        let byteCount = layout.span(of: box) * width
        let isDense = box.elementCount * width >= byteCount / Self.sparsity
        return byteCount <= Self.cheapByteCount || (isDense && byteCount <= Self.bufferByteCount)
    }

    private mutating func read(
        _ box: ElementLayout.Box,
        at byteOffset: Int,
        into destination: inout MutableRawSpan
    ) throws(PyTorchError) {
        let byteCount = layout.span(of: box) * width
        let (file, offset) = (file, start + UInt64(box.first * width))
        var piece = buffer.mutableBytes(0..<byteCount)
        try rethrowing(file.read(at: offset, into: &piece))
        var rows = ElementRows(box, in: layout)
        while let row = rows.next() {
            copy(row, to: (box.place + row.place) * width - byteOffset, in: &destination)
        }
    }

    /// Copies elements of the buffer to consecutive places, of which the first and the last may
    /// stick out of the span.
    private func copy(
        _ row: ElementRows.Row,
        to start: Int,
        in destination: inout MutableRawSpan
    ) {
        let (source, order) = (buffer.span, layout.byteOrder)
        let step = row.stride * width
        var (from, to) = (row.first * width, start)
        for _ in 0..<row.count {
            for (place, byte) in order.enumerated()
            where to + place >= 0 && to + place < destination.byteCount {
                destination.storeBytes(
                    of: source[from + byte],
                    toByteOffset: to + place,
                    as: UInt8.self
                )
            }
            from += step
            to += width
        }
    }
}
