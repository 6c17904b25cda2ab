@testable import PyTorchFiles
import SystemFiles

/// A pickle by itself, with and without passing over unknown classes; what it builds contains itself
/// nowhere.
func examine(_ input: [UInt8]) throws(PyTorchError) {
    let file = try rethrowing(InputFile.open(MemoryFile.path(holding: input)))
    let passes: Bool
    do throws(PyTorchError) {
        try run(file, skipping: true)
        passes = true
    } catch { passes = false }
    try run(file, skipping: false)
    require(passes, "passing over unknown classes made a pickle unreadable")
}

private func run(_ file: InputFile, skipping: Bool) throws(PyTorchError) {
    var machine = PickleMachine(file, from: 0, to: file.byteCount, limits: .standard)
    machine.skipsUnknownGlobals = skipping
    let root = try machine.run()
    require(machine.cursor.offset <= file.byteCount, "more was read than is there")
    require(!machine.heap.hasCycle(from: root), "a value contains itself")
    if case .object(let number) = root {
        require(number < machine.heap.objects.count, "a value without an object")
    }
}
