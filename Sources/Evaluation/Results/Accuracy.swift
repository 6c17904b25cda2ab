/// How many of some images a model put into their class.
public struct Accuracy: Sendable, Hashable {
    /// The images that were classified.
    public internal(set) var images: Int
    /// Those whose largest logit was that of their class.
    public internal(set) var correct: Int

    /// Counts images.
    ///
    /// - Precondition: No more are correct than there are.
    public init(correct: Int, of images: Int) {
        precondition((0...images).contains(correct), "\(correct) of \(images) images are correct")
        self.images = images
        self.correct = correct
    }

    /// The share of correct images; not a number where there are none.
    public var top1: Double { Double(correct) / Double(images) }

    /// The standard error of the share, `sqrt(a·(1 - a) / n)`.
    public var standardError: Double { (top1 * (1 - top1) / Double(images)).squareRoot() }

    /// Counts one image more.
    mutating func count(_ isCorrect: Bool) {
        images += 1
        if isCorrect { correct += 1 }
    }

    /// The images of both.
    static func + (left: Accuracy, right: Accuracy) -> Accuracy {
        Accuracy(correct: left.correct + right.correct, of: left.images + right.images)
    }
}
