internal import Checkpoints
internal import Tensors

/// The records of all layers of a merge, in the order of the output's tensors in the base.
///
/// - Complexity: 54 bytes for a layer of two models that is one tensor and was decided at once; a
///   record is made each time when it is asked for.
public struct LayerReports: Sendable, RandomAccessCollection {
    /// Names and shapes of layers that were merged, and what was found of them.
    private struct Merged: Sendable {
        let layers: TensorList
        let figures: LayerFigures
        /// What the vectors of each layer have in common, where layers are only measured.
        let pairs: [VectorPairs?]?
        /// The records of layers about which there is more to say.
        let others: [Int: LayerReport]
    }

    private enum Contents: Sendable {
        case made([LayerReport])
        case merged(Merged)
    }

    private let contents: Contents

    /// Records that are there.
    public init(_ records: [LayerReport]) { contents = .made(records) }

    /// The records of a plan's layers.
    init(_ plan: MergePlan, _ figures: LayerFigures, _ pairs: [VectorPairs?]?) {
        var others: [Int: LayerReport] = [:]
        let isOfTensors = plan.layers.isOfTensors && plan.inputs.resolved.assembly == nil
        for (number, layer) in plan.layers.enumerated() {
            let tally = figures[number]
            guard !isOfTensors || layer.rowLength != nil || tally.matrices != nil else { continue }
            let sources = plan.sources(ofLayer: number)
            others[number] = LayerReport(layer, tally, pairs?[number], sources)
        }
        let layers = isOfTensors ? plan.outputs : TensorList([TensorDeclaration]())
        contents =
            isOfTensors
            ? .merged(Merged(layers: layers, figures: figures, pairs: pairs, others: others))
            : .made(others.sorted { $0.key < $1.key }.map(\.value))
    }

    /// The position of the first layer.
    public var startIndex: Int { 0 }
    /// The position behind the last layer.
    public var endIndex: Int {
        switch contents {
        case .made(let records): records.count
        case .merged(let merged): merged.layers.count
        }
    }

    /// The record of a layer.
    public subscript(number: Int) -> LayerReport {
        switch contents {
        case .made(let records): records[number]
        case .merged(let merged):
            merged.others[number]
                ?? LayerReport(
                    merged.layers[number],
                    merged.figures[number],
                    merged.pairs?[number]
                )
        }
    }
}

extension LayerReports: Codable, Equatable {
    /// Reads a list of records.
    public init(from decoder: any Decoder) throws { self.init(try [LayerReport](from: decoder)) }

    /// Writes a list of records.
    public func encode(to encoder: any Encoder) throws {
        var list = encoder.unkeyedContainer()
        for record in self { try list.encode(record) }
    }

    /// Whether both hold equal records.
    public static func == (left: Self, right: Self) -> Bool { left.elementsEqual(right) }
}
