import CStockpot
import CStockpotInterface
import Tensors
import TestSupport
import Testing

@Suite("The C interface: merges in memory")
struct MemoryMergeTests {
    @Test("a merge worked out by hand, into memory of the library")
    func merge() throws {
        // Task vectors (1, 0, 0, 1) and (0, 1, 0, 1): cosine 1/2, so t = 2/3; average (1.5, 2.5, 3, 5).
        let answer = CRequestFixture().call()
        #expect(answer.status == 0, "\(answer.error ?? "")")
        #expect(answer.error == nil)
        let tensor = try #require(answer.tensors.first)
        #expect(answer.tensors.count == 1)
        #expect(tensor.name == "weight")
        #expect(tensor.shape == [4])
        let expected: [Double] = [4.0 / 3, 7.0 / 3, 3, 14.0 / 3]
        #expect(tensor.values == expected.map(Float.init))
        #expect(
            answer.json.contains("\"method\":\"model-stock\"")
                || answer.json.contains("model_stock")
        )
    }

    @Test("the same into given memory, also that of a model")
    func givenMemory() {
        let expected = CRequestFixture().call().tensors[0].values
        var fixture = CRequestFixture()
        fixture.outputs = [CTensor("weight", [0, 0, 0, 0])]
        #expect(fixture.call().status == 0)
        #expect(fixture.outputs[0].values == expected)
        fixture = CRequestFixture()
        fixture.outputs = fixture.inputs[2].tensors
        let answer = fixture.call()
        #expect(answer.status == 0)
        #expect(answer.tensors[0].values == expected)
        #expect(fixture.inputs[2].tensors[0].values == expected)
    }

    @Test("angles measure and leave everything as it is")
    func angles() {
        let fixture = CRequestFixture()
        let before = fixture.inputs.map { $0.tensors[0].values }
        let answer = fixture.call(.angles)
        #expect(answer.status == 0)
        #expect(answer.tensors.isEmpty)
        #expect(answer.json.contains("\"cosine\":0.5"))
        #expect(fixture.inputs.map { $0.tensors[0].values } == before)
    }

    @Test("single numbers, tensors without elements, and integers are taken as files have them")
    func shapes() throws {
        var fixture = CRequestFixture()
        for input in fixture.inputs.indices {
            var scalar = CTensor("scalar", [Float(input)], shape: [])
            scalar.hasShape = input == 0
            var empty = CTensor("empty", [], shape: [0, 3])
            empty.held = nil
            var whole = CTensor("whole", [0.5], shape: [4])
            whole.dtype = Int32(STOCKPOT_U8.rawValue)
            fixture.inputs[input].tensors += [scalar, empty, whole]
        }
        let answer = fixture.call()
        #expect(answer.status == 0, "\(answer.error ?? "")")
        #expect(answer.tensors.map(\.name) == ["weight", "scalar", "empty", "whole"])
        #expect(answer.tensors.map(\.shape) == [[4], [], [0, 3], [4]])
        #expect(answer.tensors[1].values == [1.5])
    }

    @Test("a flag ends a merge before it begins")
    func cancelled() {
        let flag = HeldMemory([1, 0, 0, 0])
        var fixture = CRequestFixture()
        fixture.overrides.cancelled = flag.memory.addresses.lowerBound
        let answer = withExtendedLifetime(flag) { fixture.call() }
        #expect(answer.status == STOCKPOT_SOFTWARE.rawValue)
        #expect(answer.error == "cancelled before the end")
    }

    @Test("methods are listed")
    func methods() {
        let answer = unsafe CRequestFixture.answer(stockpotMethods)
        #expect(answer.status == 0)
        #expect(answer.json.hasPrefix("[{"))
        #expect(answer.json.contains("\"name\":\"model_stock\""))
    }

    @Test("nothing to answer to is a status, and nothing to free is nothing")
    func null() {
        #expect(stockpotMerge(nil, nil) == STOCKPOT_USAGE.rawValue)
        stockpotResultFree(nil)
        #expect(stockpotResultStatus(nil) == STOCKPOT_USAGE.rawValue)
        unsafe #expect(stockpotResultJSON(nil) == nil)
        #expect(stockpotResultTensorCount(nil) == 0)
        #expect(
            unsafe CRequestFixture.answer { unsafe stockpotMerge(nil, $0) }.error
                == "the request is null"
        )
    }
}
