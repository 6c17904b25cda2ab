@testable import Checkpoints

/// A pickle by itself; what it builds contains itself nowhere.
func examine(_ input: [UInt8]) throws(CheckpointError) {
    let file = try InputFile.open(MemoryFile.path(holding: input))
    var machine = PickleMachine(file, from: 0, to: file.byteCount, limits: .standard)
    let root = try machine.run()
    require(machine.cursor.offset <= file.byteCount, "more was read than is there")
    require(!machine.heap.hasCycle(from: root), "a value contains itself")
    if case .object(let number) = root {
        require(number < machine.heap.objects.count, "a value without an object")
    }
}
