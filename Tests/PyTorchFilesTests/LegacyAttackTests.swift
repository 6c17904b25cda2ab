@testable import PyTorchFiles
import Foundation
import SystemFiles
import TestSupport
import Testing

private typealias P = PickleFixture

@Suite("Legacy PyTorch files")
struct LegacyAttackTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private let magic: [UInt8] = [
        0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19,
    ]
    private let version: [UInt8] = [0x4D, 0xE9, 3]

    private func storage(view: [UInt8] = P.none, count: Int64 = 6) -> [UInt8] {
        P.tuple(
            P.text("storage"),
            P.global("torch", "FloatStorage"),
            P.text("0"),
            P.text("cpu"),
            P.integer(count),
            view
        ) + P.persistent
    }

    private func file(
        tensor: [UInt8],
        keys: [UInt8] = P.emptyList + P.text("0") + [0x61],
        data: [UInt8] = ZipFixture.little(6, 8) + SafetensorsFixture.pattern(24),
        isLittle: Bool = true
    ) -> [UInt8] {
        P.pickle(magic) + P.pickle(version)
            + P.pickle(P.dictionary(("little_endian", [isLittle ? 0x88 : 0x89])))
            + P.pickle(P.dictionary(("a", tensor))) + P.pickle(keys) + data
    }

    private func refused(_ bytes: [UInt8]) throws -> PyTorchError {
        let path = try folder.write(bytes, as: "x.pt")
        return try #require(
            refusal { () throws(PyTorchError) in try ReadFile.open(path, as: .stream) }
        )
    }

    private func open(_ bytes: [UInt8]) throws -> [UInt8] {
        let read = try ReadFile.open(try folder.write(bytes, as: "x.pt"), as: .stream)
        #expect(read.contents.origin == .legacy)
        return try read.bytes(of: try #require(read["a"]))
    }

    @Test func valid() throws {
        #expect(try open(file(tensor: P.tensor(storage()))) == SafetensorsFixture.pattern(24))
    }

    @Test func viewOfAStorage() throws {
        let view = P.tuple(P.text("1"), P.integer(2), P.integer(3))
        let tensor = P.tensor(storage(view: view), sizes: [3], strides: [1])
        #expect(try open(file(tensor: tensor)) == Array(SafetensorsFixture.pattern(24)[8..<20]))
        let longer = P.tensor(storage(view: view), sizes: [4], strides: [1])
        #expect(try refused(file(tensor: longer)).tensor == "a")
    }

    @Test func viewBeyondItsStorage() throws {
        let view = P.tuple(P.text("1"), P.integer(4), P.integer(3))
        #expect(try refused(file(tensor: P.tensor(storage(view: view)))).message.contains("view"))
    }

    @Test func bigEndianFlagIsReported() throws {
        let bytes = file(tensor: P.tensor(storage()), isLittle: false)
        #expect(try open(bytes) == SafetensorsFixture.pattern(24))
        let read = try ReadFile.open(folder.path("x.pt"), as: .stream)
        #expect(read.warnings.first?.contains("big-endian") == true)
    }

    @Test func otherPickle() throws {
        let error = try refused(P.pickle(P.emptyDictionary))
        #expect(error.code == .unsupported)
        #expect(error.message.contains("none of PyTorch's"))
    }

    @Test func protocolFour() throws {
        let error = try refused([0x80, 4, 0x92, 40] + Array(repeating: 0, count: 47))
        #expect(error.offset == 2)
        #expect(error.message.contains("opcode 146: is NEWOBJ_EX"))
    }

    @Test func unknownVersion() throws {
        let error = try refused(P.pickle(magic) + P.pickle([0x4D, 0xEA, 3]))
        #expect(error.code == .unsupported)
        #expect(error.offset == 15)
    }

    @Test func storageCutOff() throws {
        let error = try refused(Array(file(tensor: P.tensor(storage())).dropLast(1)))
        #expect(error.message.contains("'0' has 6 elements, more than the file"))
        let shorter = try refused(Array(file(tensor: P.tensor(storage())).dropLast(26)))
        #expect(shorter.message.contains("cut off"))
    }

    @Test(arguments: [UInt64.max, 1 << 62, 1 << 63])
    func endlessStorage(count: UInt64) throws {
        let bytes = file(tensor: P.tensor(storage()), data: ZipFixture.little(count, 8))
        #expect(try refused(bytes).message.contains("more than the file"))
    }

    @Test func storageSmallerThanItsElements() throws {
        let error = try refused(file(tensor: P.tensor(storage(count: 7))))
        #expect(error.tensor == "a")
    }

    @Test func storageWithoutAType() throws {
        let keys = P.emptyList + P.text("1") + [0x61]
        #expect(try refused(file(tensor: P.tensor(storage()), keys: keys)).message.contains("'1'"))
    }

    @Test func storageThatIsNotListed() throws {
        let error = try refused(file(tensor: P.tensor(storage()), keys: P.emptyList))
        #expect(error.tensor == "a")
        #expect(error.message.contains("missing"))
    }

    @Test func storageListedTwice() throws {
        let keys = P.emptyList + P.text("0") + [0x61] + P.text("0") + [0x61]
        let data = ZipFixture.little(6, 8) + SafetensorsFixture.pattern(24)
        let bytes = file(tensor: P.tensor(storage()), keys: keys, data: data + data)
        #expect(try refused(bytes).message.contains("twice"))
    }

    @Test func keysThatAreNoList() throws {
        let bytes = file(tensor: P.tensor(storage()), keys: P.none)
        #expect(try refused(bytes).message.contains("list of strings"))
    }
}
