import Checkpoints
import TestSupport
import Testing

private typealias P = PickleFixture

@Suite("What wrappers of modules put into names")
struct WrapperNamesTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func open(_ value: [UInt8]) throws -> Checkpoint {
        try Checkpoint.open(try folder.write(P.archive(P.pickle(value)).bytes, as: "x.pt"))
    }

    @Test("wrappers' components are removed wherever they occur, whole components only")
    func wrappers() throws {
        let names = [
            ("module.a", "a"), ("module.module.b", "b"), ("moduleb.c", "moduleb.c"),
            ("_orig_mod.module.d.weight", "d.weight"), ("e.module", "e.module"),
            ("f._fsdp_wrapped_module.0._checkpoint_wrapped_module.g", "f.0.g"),
            ("module", "module"),
            ("h_module.i", "h_module.i"), ("j..module.k", "j..k"),
        ]
        let entries = names.flatMap { P.text($0.0) + P.tensor() }
        let all = P.emptyDictionary + P.mark + entries + [0x75]
        #expect(try Set(open(all).tensors.map(\.name)) == Set(names.map(\.1)))
    }

    @Test("names that would become equal stay as they are")
    func ambiguousWrappers() throws {
        let both = P.dictionary(("module.a", P.tensor()), ("a", P.tensor()))
        #expect(try Set(open(both).tensors.map(\.name)) == ["module.a", "a"])
    }
}
