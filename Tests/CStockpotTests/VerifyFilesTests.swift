import CStockpot
import CStockpotInterface
import TestSupport
import Testing

@Suite("The C interface: merges of files, verified")
struct VerifyFilesTests {
    private let folder: TemporaryFolder
    private let family: CheckpointFamily

    init() throws {
        folder = try TemporaryFolder()
        family = try CheckpointFamily(in: folder)
    }

    private enum Task { case merge, verify }

    private func call(
        _ task: Task,
        method: String = "model_stock",
        output: String? = "merged.safetensors",
        flags: Int32 = 0
    ) -> CRequestFixture.Answer {
        let models = family.models.map { "{model: \($0)}" }.joined(separator: ", ")
        let base = method == "average" ? "" : "base_model: \(family.base), "
        let recipe = "{merge_method: \(method), \(base)models: [\(models)]}"
        var request = unsafe stockpot_files_request()
        unsafe request.struct_size = MemoryLayout<stockpot_files_request>.stride
        unsafe request.flags = flags
        return unsafe recipe.withCString { recipe in
            unsafe (output.map(folder.path) ?? "").withCString { path in
                unsafe request.recipe = recipe
                unsafe request.output = output == nil ? nil : path
                return unsafe withUnsafePointer(to: &request) { pointer in
                    unsafe CRequestFixture.answer { result in
                        switch task {
                        case .merge: unsafe stockpotMergeFiles(pointer, result)
                        case .verify: unsafe stockpotVerifyFiles(pointer, result)
                        }
                    }
                }
            }
        }
    }

    @Test("hold where they are what the recipe says")
    func holds() {
        #expect(call(.merge).status == 0)
        let answer = call(.verify)
        #expect(answer.status == 0)
        #expect(answer.error == nil)
        #expect(answer.json.contains("\"ok\":true"))
        #expect(answer.json.contains("\"mismatched_layers\":[]"))
    }

    @Test("are told from others by a status of their own, with the report")
    func differs() {
        #expect(call(.merge, method: "average").status == 0)
        let answer = call(.verify)
        #expect(answer.status == Int32(STOCKPOT_DIFFERENT.rawValue))
        #expect(answer.error?.contains("layers differ from the recomputation: '") == true)
        #expect(answer.error?.hasSuffix(", ...") == true)
        #expect(answer.json.contains("\"ok\":false"))
    }

    @Test("are refused where there is nothing to compare, and where something would be written")
    func refusals() {
        #expect(call(.merge).status == 0)
        let missing = call(.verify, output: nil)
        #expect(missing.status == STOCKPOT_USAGE.rawValue)
        #expect(missing.error == "the checkpoint to verify, 'output', is null")
        #expect(call(.verify, output: "nowhere").status == STOCKPOT_MISSING_INPUT.rawValue)
        let writing = call(.verify, flags: Int32(STOCKPOT_REPLACE.rawValue))
        #expect(writing.error?.hasPrefix("nothing is written: of 'flags' only") == true)
        let reading = Int32(STOCKPOT_SKIP_UNKNOWN_GLOBALS.rawValue)
        #expect(call(.verify, flags: reading).status == 0)
    }
}
