import CLIPModels
import Checkpoints
import Foundation
import SystemFiles
import TestSupport
import Testing

/// Numbers of blocks in configurations of every kind: replaced, and nothing else changed.
@Suite("Numbers of blocks in configurations")
struct TowerBlockCountsTests {
    @Test(
        "one number is replaced or added, all other bytes stay",
        arguments: [
            // A tower alone.
            (
                "{\"hidden_size\": 96,\n \"num_hidden_layers\": 4, \"x\": [1, {\"layers\": 2}]}",
                "{\"hidden_size\": 96,\n \"num_hidden_layers\": 7, \"x\": [1, {\"layers\": 2}]}"
            ),
            ("{\"hidden_size\": 96}", "{\"num_hidden_layers\": 7, \"hidden_size\": 96}"),
            ("{}", "{\"num_hidden_layers\": 7}"),
            // Hugging Face's whole CLIP, defaults left out in one tower.
            (
                "{\"text_config\": {\"num_hidden_layers\": 12}, \"vision_config\": {\"x\": 1}}",
                "{\"text_config\": {\"num_hidden_layers\": 3}, "
                    + "\"vision_config\": {\"num_hidden_layers\": 7, \"x\": 1}}"
            ),
            // Older files have each configuration twice, or null.
            (
                "{\"text_config_dict\": null, \"vision_config_dict\": {\"num_hidden_layers\": 4}}",
                "{\"text_config_dict\": null, \"vision_config_dict\": {\"num_hidden_layers\": 7}}"
            ),
            // open_clip.
            (
                "{\"model_cfg\": {\"vision_cfg\": {\"layers\": 12}, \"text_cfg\": {\"layers\": 12}}}",
                "{\"model_cfg\": {\"vision_cfg\": {\"layers\": 7}, \"text_cfg\": {\"layers\": 3}}}"
            ),
        ]
    )
    func replaced(before: String, after: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(before, as: "config.json")
        let path = folder.path("config.json")
        #expect(TowerBlockCounts.areStated(in: path))
        let bytes = try TowerBlockCounts(vision: 7, text: 3).replaced(inFile: path)
        #expect(String(bytes: bytes, encoding: .utf8) == after)
    }

    @Test("what nothing is said about stays")
    func untouched() throws {
        let folder = try TemporaryFolder()
        let text = "{\"text_config\": {\"num_hidden_layers\": 12}, \"vision_config\": {}}"
        try folder.write(text, as: "config.json")
        let bytes = try TowerBlockCounts(text: 5).replaced(inFile: folder.path("config.json"))
        let expected = "{\"text_config\": {\"num_hidden_layers\": 5}, \"vision_config\": {}}"
        #expect(String(bytes: bytes, encoding: .utf8) == expected)
        #expect(TowerBlockCounts().isEmpty && !TowerBlockCounts(text: 5).isEmpty)
    }

    @Test("a file that is not a configuration", arguments: ["", "[]", "{\"a\": 1", "{\"a\" 1}"])
    func malformed(text: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, as: "config.json")
        let error = refusal { () throws(CheckpointError) in
            try TowerBlockCounts(vision: 1).replaced(inFile: folder.path("config.json"))
        }
        #expect(error?.code == .malformed)
        #expect(!TowerBlockCounts.areStated(in: folder.path("preprocessor_config.json")))
    }
}
