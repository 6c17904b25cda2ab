@testable import PyTorchFiles
import SystemFiles
import TestSupport
import Testing

/// A pickle that must be refused, and how.
struct PickleAttack: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let pickle: [UInt8]
    /// The opcode that the error must name.
    let opcode: UInt8?
    /// Where in the pickle that opcode stands; nil leaves the position open.
    let offset: Int?
    let code: FileError.Code
    /// A part of the message.
    let message: String
    let tensor: String?

    /// An attack on the machine: the opcode that is refused is the last one of `opcodes`.
    init(
        _ name: String,
        _ opcodes: [UInt8],
        _ opcode: UInt8,
        at offset: Int? = nil,
        code: FileError.Code = .malformed,
        _ message: String = ""
    ) {
        testDescription = name
        pickle = PickleFixture.pickle(opcodes)
        self.opcode = opcode
        self.offset = offset
        self.code = code
        self.message = message
        tensor = nil
    }

    /// An attack on a tensor `a` of an otherwise sound dictionary.
    init(
        _ name: String,
        tensor: [UInt8],
        _ message: String,
        code: FileError.Code = .malformed
    ) {
        testDescription = name
        pickle = PickleFixture.pickle(PickleFixture.dictionary(("a", tensor)))
        opcode = nil
        offset = nil
        self.code = code
        self.message = message
        self.tensor = "a"
    }
}
