@testable import PyTorchFiles
import TestSupport
import Testing

/// A view of a storage, and the elements that it should give, by plain loops.
struct ViewCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let offset: Int
    let sizes: [Int]
    let strides: [Int]

    func expected(_ storage: [UInt8]) -> [UInt8] {
        var positions = [offset]
        for (size, stride) in zip(sizes, strides) {
            positions = positions.flatMap { start in (0..<size).map { start + $0 * stride } }
        }
        return positions.flatMap { storage[4 * $0..<4 * $0 + 4] }
    }
}

@Suite("Tensors whose elements lie apart")
struct GatheringTests {
    private static let elementCount = 90_000

    @Test(
        "larger than the buffer, whole and in pieces",
        arguments: [
            ViewCase(
                testDescription: "transposed",
                offset: 0,
                sizes: [300, 300],
                strides: [1, 300]
            ),
            ViewCase(testDescription: "narrow", offset: 7, sizes: [3, 29_000], strides: [1, 3]),
            ViewCase(testDescription: "sparse", offset: 1, sizes: [12], strides: [7000]),
            ViewCase(testDescription: "block", offset: 9, sizes: [29, 50], strides: [3000, 2]),
            ViewCase(testDescription: "expanded", offset: 3, sizes: [50, 90], strides: [0, 990]),
            ViewCase(
                testDescription: "permuted",
                offset: 0,
                sizes: [20, 50, 15, 5],
                strides: [50, 1, 5000, 1000]
            ),
        ]
    )
    func gathered(view: ViewCase) throws {
        let folder = try TemporaryFolder()
        let storage = SafetensorsFixture.pattern(4 * Self.elementCount)
        let tensor = PickleFixture.tensor(
            PickleFixture.storage(count: Int64(Self.elementCount)),
            offset: Int64(view.offset),
            sizes: view.sizes.map { Int64($0) },
            strides: view.strides.map { Int64($0) }
        )
        let pickle = PickleFixture.pickle(PickleFixture.dictionary(("a", tensor)))
        let zip = PickleFixture.archive(pickle, data: storage)
        let file = try ReadFile.open(try folder.write(zip.bytes, as: "x.pt"))
        let record = try #require(file["a"])
        let expected = view.expected(storage)
        #expect(try file.bytes(of: record) == expected)
        for part in 0..<3 {
            let start = expected.count * part / 3 + part
            let range = start..<min(start + expected.count / 3 + 5, expected.count)
            #expect(try file.bytes(of: record, in: range) == Array(expected[range]))
        }
    }
}
