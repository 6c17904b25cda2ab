import TestSupport
import Testing

/// Methods that look at all tensors together.
@Suite("The whole model as one vector")
struct WholeModelTests {
    private let fixture: CommandFixture

    init() throws { fixture = try CommandFixture() }

    @Test("is verified, repeated, and the same on any number of threads")
    func ties() throws {
        let command =
            "merge --base pretrained model_0 model_1 --method ties --set weight=1 "
            + "--set density=0.2 --ignore layer_norm1 --set scope=model --force -o "
        #expect(try fixture.run(command + "one.safetensors --threads 1").status == 0)
        #expect(try fixture.run(command + "three.safetensors --threads 3").status == 0)
        #expect(try fixture.tensors("one.safetensors") == fixture.tensors("three.safetensors"))
        let verified = try fixture.run("verify --from one.safetensors --merged one.safetensors")
        #expect(verified.status == 0, "\(verified)")
        #expect(try fixture.run("merge --from one.safetensors -o again.safetensors").status == 0)
        #expect(try fixture.tensors("again.safetensors") == fixture.tensors("one.safetensors"))
        let other = command.replacing(" --set scope=model", with: "")
        #expect(try fixture.run(other + "tensor.safetensors").status == 0)
        #expect(try fixture.tensors("tensor.safetensors") != fixture.tensors("one.safetensors"))
        let wrong = "verify --from tensor.safetensors --merged one.safetensors -q"
        #expect(try fixture.run(wrong).status == 1)
        let varied = try fixture.run(command + "x.safetensors --set lambda=[0.5,1]")
        #expect(varied.status == 64 && varied.errors.contains("the same for all tensors"))
    }
}
