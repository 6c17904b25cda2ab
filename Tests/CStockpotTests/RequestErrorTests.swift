import CStockpot
import CStockpotInterface
import TestSupport
import Testing

@Suite("The C interface: requests that are refused")
struct RequestErrorTests {
    /// Changes a request that works into one that does not.
    struct Case: Sendable, CustomTestStringConvertible {
        let error: String
        let status: stockpot_status
        let change: @Sendable (inout CRequestFixture) -> Void

        init(
            _ error: String,
            _ status: stockpot_status = STOCKPOT_USAGE,
            _ change: @escaping @Sendable (inout CRequestFixture) -> Void
        ) {
            (self.error, self.status, self.change) = (error, status, change)
        }

        var testDescription: String { error }
    }

    private static let tensors: [Case] = [
        Case("the name of tensor 0 of 'a' is null") { $0.inputs[1].tensors[0].name = nil },
        Case("the name of tensor 0 of 'a' is not UTF-8") {
            $0.inputs[1].tensors[0].name = [-1, -2, 0]
        },
        Case("the name of tensor 0 of 'a' is longer than 4096 bytes") {
            $0.inputs[1].tensors[0].name = Array(repeating: 65, count: 5000) + [0]
        },
        Case("'a': tensor 'weight' has the dtype 99, which is none of stockpot_dtype") {
            $0.inputs[1].tensors[0].dtype = 99
        },
        Case("'a': tensor 'weight' has the rank -1, not 0 to 64") {
            $0.inputs[1].tensors[0].rank = -1
        },
        Case("'a': tensor 'weight' has the rank 65, not 0 to 64") {
            $0.inputs[1].tensors[0].rank = 65
        },
        Case("'a': tensor 'weight' has a shape that is null, or not aligned") {
            $0.inputs[1].tensors[0].hasShape = false
        },
        Case("'a': tensor 'weight' has the shape [-4], which is not a tensor's") {
            $0.inputs[1].tensors[0].shape = [-4]
        },
        Case("'a': tensor 'weight' has the shape [4294967296, 4294967296], which is not a tensor's")
        {
            $0.inputs[1].tensors[0].shape = [1 << 32, 1 << 32]
        },
        Case("'a': tensor 'weight' has more elements than memory has bytes") {
            $0.inputs[1].tensors[0].shape = [1 << 57]
        },
        Case("'a': tensor 'weight' has no data: they are null") {
            $0.inputs[1].tensors[0].held = nil
        },
        Case("'a': tensor 'weight' has data that are not aligned to 4 bytes") {
            $0.inputs[1].tensors[0].offset = 2
            $0.inputs[1].tensors[0].shape = [3]
        },
        Case("'a' has two tensors named 'weight'") { $0.inputs[1].tensors += [CTensor()] },
        Case(
            "tensor 'weight' has different shapes: [4] in base, [2] in a, [4] in b",
            STOCKPOT_BAD_DATA
        ) {
            $0.inputs[1].tensors[0].shape = [2]
        },
        Case(
            "a: tensor 'weight' holds a NaN or an infinity at element 1: a merge would spread it; "
                + "repair or leave out this checkpoint",
            STOCKPOT_BAD_DATA
        ) { $0.inputs[1].tensors = [CTensor("weight", [1, .nan, 1, 1])] },
    ]

    private static let requests: [Case] = [
        Case("the recipe is null") { $0.overrides.recipeIsNull = true },
        Case("recipe: holds no recipe") { $0.recipe = "" },
        Case("there is no method 'stew'") {
            $0.recipe = "{merge_method: stew, models: [{model: a}]}"
        },
        Case("the recipe has 2 documents; give one at a time") {
            $0.recipe =
                "name: x\n" + "merge_method: average\nmodels: [{model: a}]\n---\n"
                + "{merge_method: average, models: [{model: b}]}"
        },
        Case("the recipe names 'b', which is not among the inputs", STOCKPOT_MISSING_INPUT) {
            $0.inputs.removeLast()
        },
        Case("the recipe does not name the input 'c'") { $0.inputs.append(("c", [CTensor()])) },
        Case("two inputs are named 'a'") { $0.inputs.append(("a", [CTensor()])) },
        Case("the inputs are null, or not aligned") { $0.overrides.inputsAreNull = true },
        Case("there are -1 inputs, and at most 4096 are taken") {
            $0.overrides.inputCount = -1
        },
        Case("the request's 'threads' is -1, not 0 to 4096") { $0.threads = -1 },
        Case("the request's 'reserved' is not 0") { $0.overrides.reserved = 1 },
        Case("the request's struct_size is 8, not 72: set it to its sizeof") {
            $0.overrides.structSize = 8
        },
        Case("5 bytes of memory are too little for this merge: one worker needs") {
            $0.overrides.memoryLimit = 5
        },
        Case("the request's 'cancelled' is not aligned") {
            $0.overrides.cancelled = 3
        },
    ]

    private static let outputs: [Case] = [
        Case("there is no output for 'weight'") { $0.outputs = [CTensor("other")] },
        Case("the output 'weight' is F32 [2], and the result F32 [4]") {
            $0.outputs = [CTensor("weight", [0, 0])]
        },
        Case("the result has no tensor 'other'") { $0.outputs = [CTensor(), CTensor("other")] },
        Case("the output 'weight' shares memory with tensor 'weight' of 'a', which is read") {
            // The first half of the model's memory behind which one more tensor begins.
            let held = HeldMemory(CTensor.bytes([1, 2, 3, 4, 5]))
            $0.inputs[1].tensors[0].held = held
            $0.outputs = [CTensor()]
            $0.outputs[0].held = held
            $0.outputs[0].offset = 4
        },
        Case("the outputs 'weight' and 'bias' share memory; give each its own") { fixture in
            for input in fixture.inputs.indices {
                fixture.inputs[input].tensors += [CTensor("bias")]
            }
            let output = CTensor("bias")
            fixture.outputs = [output, output]
            fixture.outputs[1].name = Array("weight".utf8CString)
        },
    ]

    @Test("say what is wrong, in one line, with a status", arguments: tensors + requests + outputs)
    func refused(one: Case) {
        var fixture = CRequestFixture()
        #expect(fixture.call().status == 0)
        one.change(&fixture)
        let answer = fixture.call()
        let error = answer.error ?? ""
        #expect(error.hasPrefix(one.error), "\(error)")
        #expect(!error.contains("\n"))
        #expect(answer.status == Int32(one.status.rawValue))
        #expect(answer.json.hasPrefix("{\"error\":{"))
        #expect(answer.tensors.isEmpty)
    }

    @Test("tied tensors may be read, and are not replaced in place")
    func tied() {
        var fixture = CRequestFixture()
        for input in fixture.inputs.indices {
            var twin = fixture.inputs[input].tensors[0]
            twin.name = Array("twin".utf8CString)
            fixture.inputs[input].tensors.append(twin)
        }
        let answer = fixture.call()
        #expect(answer.status == 0)
        #expect(answer.tensors[0].values == answer.tensors[1].values)
        fixture.outputs = fixture.inputs[1].tensors
        #expect(fixture.call().error?.contains("share memory") == true)
    }

    @Test("angles take no outputs")
    func anglesWithOutputs() {
        var fixture = CRequestFixture()
        fixture.outputs = [CTensor()]
        #expect(fixture.call(.angles).error == "angles have no outputs")
    }
}
