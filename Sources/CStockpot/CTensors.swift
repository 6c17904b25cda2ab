internal import CStockpotInterface
internal import Checkpoints
internal import Tensors

/// Tensors as C programs see them.
@safe
final class CTensors: Sendable {
    let count: Int
    /// The first tensor; nil where there are none.
    nonisolated(unsafe) let start: UnsafePointer<stockpot_tensor>?

    private let names: [CText]
    private nonisolated(unsafe) let shapes: UnsafeMutablePointer<Int64>

    /// Describes tensors, whose memory somebody else keeps.
    init(_ tensors: [MemoryTensor]) {
        count = tensors.count
        names = tensors.map { CText($0.declaration.name) }
        let extents = tensors.map(\.declaration.shape.dimensions)
        unsafe shapes = .allocate(capacity: extents.reduce(1) { $0 + $1.count })
        let list = UnsafeMutablePointer<stockpot_tensor>.allocate(capacity: max(count, 1))
        var place = unsafe shapes
        for (number, tensor) in tensors.enumerated() {
            let dimensions = extents[number]
            for (axis, extent) in dimensions.enumerated() {
                unsafe (place + axis).initialize(to: Int64(extent))
            }
            let described = unsafe stockpot_tensor(
                name: names[number].start,
                dtype: tensor.declaration.type.code,
                rank: Int32(dimensions.count),
                shape: place,
                data: UnsafeMutableRawPointer(bitPattern: tensor.memory.addresses.lowerBound)
            )
            unsafe (list + number).initialize(to: described)
            unsafe place += dimensions.count
        }
        unsafe start = count == 0 ? nil : UnsafePointer(list)
        if count == 0 { unsafe list.deallocate() }
    }

    deinit {
        unsafe start?.deallocate()
        unsafe shapes.deallocate()
    }
}
