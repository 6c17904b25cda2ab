import Foundation
import Glibc
import TestSupport
import Testing

/// What another program does to an input during a merge makes an error, not a crash, and never an
/// output of mixed inputs.
@Suite("Inputs that change during a merge", .serialized)
struct ChangedInputTests {
    enum Change: String, CaseIterable {
        case truncated, emptied, overwritten, removed, lengthened

        func make(to path: String, _ content: Data) throws {
            let url = URL(fileURLWithPath: path)
            switch self {
            case .truncated: #expect(unsafe truncate(path, off_t(content.count / 2)) == 0)
            case .emptied: #expect(unsafe truncate(path, 0) == 0)
            case .removed: try FileManager.default.removeItem(at: url)
            case .overwritten:
                let handle = try FileHandle(forWritingTo: url)
                try handle.seek(toOffset: UInt64(content.count / 2))
                try handle.write(contentsOf: Data(repeating: 0, count: content.count / 4))
                try handle.close()
            case .lengthened:
                let handle = try FileHandle(forWritingTo: url)
                try handle.seekToEnd()
                try handle.write(contentsOf: Data([0]))
                try handle.close()
            }
        }
    }

    @Test("end it with one error, and nothing is left", arguments: Change.allCases)
    func change(_ change: Change) throws {
        let merge = try MergeProcess()
        let output = merge.folder.path("out.safetensors")
        var sound = [try merge.result("out.safetensors")]
        let input = merge.folder.path("model_1.safetensors")
        let content = try Data(contentsOf: URL(fileURLWithPath: input))
        if change == .overwritten {
            // A merge that opens the input after the change merges what it then is.
            try change.make(to: input, content)
            sound.append(try merge.result("out.safetensors"))
            try content.write(to: URL(fileURLWithPath: input))
        }
        var refused = 0
        for step in 1...6 {
            let process = try merge.start("out.safetensors", "--threads", "1")
            Thread.sleep(forTimeInterval: merge.duration * Double(step) / 8)
            try change.make(to: input, content)
            process.waitUntilExit()
            #expect(process.terminationReason == .exit)
            if process.terminationStatus == 0 {
                let found = try Data(contentsOf: URL(fileURLWithPath: output))
                #expect(sound.contains(found))
                try FileManager.default.removeItem(atPath: output)
            } else {
                #expect([65, 66].contains(process.terminationStatus))
                refused += 1
            }
            try content.write(to: URL(fileURLWithPath: input))
            #expect(try merge.newNames().isEmpty)
        }
        #expect(refused > 0)
    }
}
