internal import CLIPModels
internal import CLIPVision
internal import Evaluation
internal import Images

/// A CLIP model as an evaluation takes it.
struct CLIPModel: EvaluatedModel {
    let name: String
    let classifier: ImageClassifier
    let activation: ActivationFunction
    /// What the checkpoint says about its making.
    let metadata: [String: String]
    let convention: PreprocessingConvention
    /// The number of threads that run the model.
    let threads: Int

    var preprocessor: ImagePreprocessor {
        ImagePreprocessor(side: classifier.architecture.imageSize, convention: convention)
    }

    var classCount: Int { classifier.classCount }

    func logits(of pixels: [UInt8], from first: Int) -> [Float] {
        classifier.classify(pixels, from: first, threads: threads).logits
    }
}
