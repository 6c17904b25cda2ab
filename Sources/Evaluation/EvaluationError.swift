/// A reason why models cannot be evaluated on a data set.
public enum EvaluationError: Error, Sendable, Equatable {
    /// A data set holds no images, or what it holds cannot be taken.
    case dataSet(path: String, reason: String)
    /// The folder of a data set holds no folders of classes.
    case noClassFolders(path: String)
    /// A model has not as many classes as a data set asks for.
    case classCount(dataSet: String, wanted: String, model: String, found: Int)
    /// A line of a file of labels is not a file and a label, or repeats a file.
    case labelFile(path: String, line: Int, reason: String)
    /// A file of pixels does not hold what it should.
    case pixelFile(path: String, reason: String)
    /// A model's rating of an image is not a number.
    case notANumber(model: String, image: String)
}

extension EvaluationError: CustomStringConvertible {
    /// One line that says what is wrong and, where there is one, the way out.
    public var description: String {
        switch self {
        case .dataSet(let path, let reason): "\(path): \(reason)"
        case .noClassFolders(let path):
            "\(path): holds no folders of classes; for images in one folder name a file of labels"
        case .classCount(let dataSet, let wanted, let model, let found):
            "\(model): classifies into \(found) classes, but \(dataSet) needs \(wanted)"
        case .labelFile(let path, let line, let reason): "\(path):\(line): \(reason)"
        case .pixelFile(let path, let reason): "\(path): \(reason)"
        case .notANumber(let model, let image):
            "\(model): a logit of \(image) is not a number; the weights are damaged"
        }
    }
}
