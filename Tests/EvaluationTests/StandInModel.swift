import Evaluation
import Foundation
import CLIPModels
import Synchronization

/// A model whose logits follow from the first pixel of an image: red chooses the class.
struct StandInModel: EvaluatedModel {
    var name = "stand-in"
    var geometry = ImageGeometry(side: 4)
    var classCount = 3
    /// The logit of the class that red names.
    var peak: Float = 1

    func logits(of pixels: [UInt8], from first: Int) -> [Float] {
        stride(from: 0, to: pixels.count, by: geometry.byteCount).flatMap { start in
            (0..<classCount).map { $0 == Int(pixels[start]) ? peak : 0 }
        }
    }
}

/// A model that only records which images it saw.
final class RecordingModel: EvaluatedModel {
    let name = "recorder"
    let geometry: ImageGeometry
    let classCount = 3
    let batches = Mutex<[(first: Int, pixels: [UInt8])]>([])

    init(side: Int) { geometry = ImageGeometry(side: side) }

    func logits(of pixels: [UInt8], from first: Int) -> [Float] {
        batches.withLock { $0.append((first, pixels)) }
        let count = pixels.count / geometry.byteCount
        return [Float](repeating: 0, count: count * classCount)
    }
}

/// A model that takes longer for a batch than listeners are left alone.
struct SlowModel: EvaluatedModel {
    let name = "slow"
    let geometry = ImageGeometry(side: 4)
    let classCount = 3

    func logits(of pixels: [UInt8], from first: Int) -> [Float] {
        Thread.sleep(forTimeInterval: 0.12)
        return [Float](repeating: 0, count: pixels.count / geometry.byteCount * classCount)
    }
}
