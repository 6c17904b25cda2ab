import TextFormats

/// Which file holds which tensor, as an index says.
struct ShardMap {
    /// The names of the files, in the order in which they were first named.
    private(set) var fileNames: [String] = []
    private var fileNumbers: [UTF8Key: Int32] = [:]
    private(set) var numbers: [UTF8Key: Int32]

    /// A map with room for a number of tensors, so that it need not move while it is filled.
    init(capacity: Int) { numbers = Dictionary(minimumCapacity: capacity) }

    var isEmpty: Bool { numbers.isEmpty }
    var tensorCount: Int { numbers.count }

    /// Adds a tensor and its file; returns whether the tensor was not there before.
    mutating func insert(_ tensor: String, _ file: String) -> Bool {
        let next = Int32(fileNames.count)
        let number = fileNumbers[UTF8Key(file), default: next]
        if number == next {
            fileNames.append(file)
            fileNumbers[UTF8Key(file)] = next
        }
        return numbers.updateValue(number, forKey: UTF8Key(tensor)) == nil
    }
}
