internal import CLIPModels
internal import Checkpoints
internal import Tensors

/// Makes pieces of the output with buffers of its own.
struct ConversionWorker: ~Copyable {
    private let plan: ConversionPlan
    private let writer: CheckpointWriter
    private var stored: AlignedBuffer<UInt8>
    private var output: AlignedBuffer<UInt8>
    private var widened: AlignedBuffer<Double>

    private static let widestElement = 8

    init(_ plan: ConversionPlan, _ writer: CheckpointWriter) {
        self.plan = plan
        self.writer = writer
        let count = plan.memory.tileElementCount
        stored = AlignedBuffer(repeating: 0, count: count * Self.widestElement)
        output = AlignedBuffer(repeating: 0, count: count * Self.widestElement)
        widened = AlignedBuffer(repeating: 0, count: count)
    }

    /// Reads, converts and writes a piece.
    mutating func perform(_ task: ConversionTask) throws {
        switch task {
        case .run(let number, let elements): try convert(elements, of: number)
        case .block(let number, let rows, let columns):
            try transpose(rows, columns, of: number)
        }
    }
}

// MARK: - Consecutive elements

extension ConversionWorker {
    private mutating func convert(_ elements: Range<Int>, of number: Int) throws {
        let tensor = plan.tensors[number]
        try read(elements, of: tensor.translated)
        try write(elements.count, from: elements.lowerBound, of: number)
    }

    /// Fills the tile with elements of the output, as they are stored.
    private mutating func read(_ elements: Range<Int>, of tensor: TranslatedTensor) throws {
        let (checkpoint, width) = (plan.checkpoint, tensor.type.bitWidth)
        let sourceCount = tensor.sources[0].shape.elementCount
        var place = elements.lowerBound
        if case .third(let part) = tensor.operation { place += part * (sourceCount / 3) }
        var filled = 0
        while filled < elements.count {
            let (source, start) = (place / sourceCount, place % sourceCount)
            let count = min(sourceCount - start, elements.count - filled)
            var destination = stored.mutableBytes(
                filled * width / 8..<(filled + count) * width / 8
            )
            try checkpoint.read(
                tensor.sources[source],
                at: start * width / 8,
                into: &destination
            )
            filled += count
            place += count
        }
    }

    /// Writes the tile's elements to consecutive places of the output.
    private mutating func write(_ count: Int, from element: Int, of number: Int) throws {
        let tensor = plan.tensors[number]
        let (from, to) = (tensor.translated.type, tensor.type)
        let byteOffset = element * to.bitWidth / 8
        guard from != to || tensor.divisor != nil else {
            let bytes = stored.bytes(0..<count * from.bitWidth / 8)
            return try writer.write(bytes, to: number, at: byteOffset)
        }
        try convert(count, of: number) { $0 + element }
        try writer.write(output.bytes(0..<count * to.bitWidth / 8), to: number, at: byteOffset)
    }

    /// Converts the tile's elements to the output's type.
    private mutating func convert(
        _ count: Int,
        of number: Int,
        place: (Int) -> Int
    ) throws {
        let tensor = plan.tensors[number]
        guard let from = FloatingPointType(tensor.translated.type),
            let to = FloatingPointType(tensor.type)
        else { preconditionFailure("only floating-point numbers change their type") }
        Self.widen(stored, count, from, into: &widened)
        if let divisor = tensor.divisor {
            var values = widened.mutableSpan(0..<count)
            for index in values.indices { values[index] /= divisor }
        }
        guard !Self.narrow(widened, count, to, into: &output) else { return }
        // What was infinite or no number stays so; what becomes infinite is an error.
        let path = plan.checkpoint.path
        try Self.requireFinite(
            output.bytes(0..<count * to.byteWidth),
            to,
            where: widened.span.extracting(0..<count)
        ) {
            ConversionError.overflow(
                path: path,
                tensor: tensor.translated.name,
                type: to.elementType,
                element: place($0)
            )
        }
    }

    private static func widen(
        _ stored: borrowing AlignedBuffer<UInt8>,
        _ count: Int,
        _ type: FloatingPointType,
        into values: inout AlignedBuffer<Double>
    ) {
        var values = values.mutableSpan(0..<count)
        type.widen(stored.bytes(0..<count * type.byteWidth), into: &values)
    }

    /// Rounds values to a type; returns whether all results are finite.
    private static func narrow(
        _ values: borrowing AlignedBuffer<Double>,
        _ count: Int,
        _ type: FloatingPointType,
        into output: inout AlignedBuffer<UInt8>
    ) -> Bool {
        var bytes = output.mutableBytes(0..<count * type.byteWidth)
        return type.narrow(values.span.extracting(0..<count), into: &bytes)
    }

    private static func requireFinite(
        _ bytes: RawSpan,
        _ type: FloatingPointType,
        where values: Span<Double>,
        _ error: (Int) -> ConversionError
    ) throws(ConversionError) {
        for index in values.indices where values[index].isFinite {
            let place = index * type.byteWidth
            let element = bytes.extracting(place..<place + type.byteWidth)
            guard type.indexOfFirstNonFinite(in: element) == nil else { throw error(index) }
        }
    }
}

// MARK: - Transposes

extension ConversionWorker {
    /// Makes a block of a transpose: rows of the output are columns of the input.
    private mutating func transpose(
        _ rows: Range<Int>,
        _ columns: Range<Int>,
        of number: Int
    ) throws {
        let tensor = plan.tensors[number]
        let source = tensor.translated.sources[0]
        let (rowCount, columnCount) = (
            tensor.translated.shape.dimensions[0], tensor.translated.shape.dimensions[1]
        )
        let width = source.type.bitWidth / 8
        let (checkpoint, length) = (plan.checkpoint, rows.count * width)
        for (line, column) in columns.enumerated() {
            var destination = output.mutableBytes(line * length..<(line + 1) * length)
            let place = (column * rowCount + rows.lowerBound) * width
            try checkpoint.read(source, at: place, into: &destination)
        }
        Self.transpose(
            output,
            columns.count,
            by: rows.count,
            width: width,
            into: &stored
        )
        try writeRows(rows, columns, columnCount, of: number)
    }

    private mutating func writeRows(
        _ rows: Range<Int>,
        _ columns: Range<Int>,
        _ columnCount: Int,
        of number: Int
    ) throws {
        let tensor = plan.tensors[number]
        let count = rows.count * columns.count
        let changesType = tensor.type != tensor.translated.type
        if changesType {
            try convert(count, of: number) {
                (rows.lowerBound + $0 / columns.count) * columnCount + columns.lowerBound
                    + $0 % columns.count
            }
        }
        let length = columns.count * tensor.type.bitWidth / 8
        for (line, row) in rows.enumerated() {
            let place = (row * columnCount + columns.lowerBound) * tensor.type.bitWidth / 8
            let range = line * length..<(line + 1) * length
            if changesType {
                try writer.write(output.bytes(range), to: number, at: place)
            } else {
                try writer.write(stored.bytes(range), to: number, at: place)
            }
        }
    }

    /// Writes the transpose of `lines` times `length` elements of `width` bytes each.
    private static func transpose(
        _ source: borrowing AlignedBuffer<UInt8>,
        _ lines: Int,
        by length: Int,
        width: Int,
        into destination: inout AlignedBuffer<UInt8>
    ) {
        let source = source.span
        var target = destination.mutableSpan
        for line in 0..<lines {
            for place in 0..<length {
                let (from, to) = ((line * length + place) * width, (place * lines + line) * width)
                for byte in 0..<width { target[to + byte] = source[from + byte] }
            }
        }
    }
}
