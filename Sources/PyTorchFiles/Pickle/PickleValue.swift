/// A value on a pickle's stack.
///
/// Containers and tensors live on the heap and are meant by number, so that no value nests another
/// one, however deeply the pickle does.
enum PickleValue {
    case none
    case boolean(Bool)
    case integer(Int64)
    /// An integer of more than 64 bits, as little-endian bytes.
    case longInteger([UInt8])
    case real(Double)
    case text(String)
    case global(PickleGlobal)
    /// The number of an object on the heap.
    case object(Int)
}

/// A key and its value in a dictionary.
struct PickleEntry {
    let key: PickleValue
    let value: PickleValue
}

/// An object on a pickle's heap.
enum PickleObject {
    case tuple([PickleValue])
    case list([PickleValue])
    case dictionary([PickleEntry], isOrdered: Bool)
    indirect case storage(PickledStorage)
    indirect case tensor(PickledTensor)
    /// A tensor whose class was named at a byte of the file, and whose content follows by BUILD.
    case blankTensor(place: UInt64)
    /// A tensor of a kind that is not read.
    indirect case refusedTensor(RefusedTensor)
    /// An instance of a class that is not carried out: its name and, after BUILD, its attributes.
    indirect case record(type: String, attributes: PickleValue)
    /// A value without use for tensors.
    case opaque
}

/// A storage that a pickle names and that is elsewhere in the file.
struct PickledStorage {
    let type: PickledType
    /// Under which name the bytes are found.
    let key: String
    /// The number of elements that may be used, or of bytes where the storage has no type.
    var count: Int64
    /// The first of them.
    var first: Int64 = 0
}

/// A tensor as a pickle describes it; nothing about its numbers is checked yet.
struct PickledTensor {
    let storage: PickledStorage
    /// The type, where the storage has none.
    let type: PickledType?
    let offset: Int64
    let sizes: [Int64]
    let strides: [Int64]
    /// The byte of the file at which it is described.
    let place: UInt64
}
