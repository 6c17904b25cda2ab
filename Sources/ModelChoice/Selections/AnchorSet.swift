internal import ModelSelection
internal import TextFormats

/// A few items that represent a data set.
package struct AnchorSet: Codable, Sendable, Equatable {
    /// An item and its weight.
    package struct Anchor: Codable, Sendable, Equatable {
        /// The item, and what it is called.
        package let item: Int
        package let path: String
        /// The share of items that it represents.
        package let weight: Double
    }

    /// The data set.
    package let data: String
    /// The number of its items.
    package let items: Int
    /// Tells its items and labels from those of other data sets.
    package let fingerprint: String
    /// Tells its images from others of the same names and labels, where it is known.
    package let digest: String?
    /// The items.
    package let anchors: [Anchor]
    /// The sum of all items' distances to their anchors.
    package let loss: Double
    /// The models by whose answers they were chosen.
    package let sources: [String]
    /// What a reader should know.
    package let warnings: [String]

    /// Chooses anchors by how models answer.
    ///
    /// - Throws: `ModelChoiceError.request` without labels, for fewer than three models, and for more
    ///   anchors than items or than `AnchorPoints.mostCandidates`.
    /// - Complexity: That of `AnchorPoints`; 8 m^2 bytes for m items, 200 MB at most.
    package init(_ table: PredictionTable, count: Int) throws(ModelChoiceError) {
        guard table.models.count >= 3 else {
            throw .request(
                "choosing anchors takes at least three models, not \(table.models.count)"
            )
        }
        guard count <= table.items.count else {
            throw .request("\(table.dataSet) has \(table.items.count) items, not \(count)")
        }
        guard count <= AnchorPoints.mostCandidates else {
            throw .request(
                "at most \(AnchorPoints.mostCandidates) anchors are chosen, not \(count)"
            )
        }
        let found = AnchorPoints(confidences: try table.confidences(), count: count)
        anchors = zip(found.items, found.weights).map {
            Anchor(item: $0, path: table.items[$0], weight: $1)
        }
        (data, items) = (table.dataSet, table.items.count)
        (fingerprint, digest) = (table.fingerprint, table.digest)
        (loss, sources) = (found.loss, table.models)
        let accuracies = try table.correctness().map { $0.reduce(0, +) / Double($0.count) }
        let (low, high) = (accuracies.min() ?? 0, accuracies.max() ?? 0)
        let error = (high * (1 - high) / Double(table.items.count)).squareRoot()
        var warnings: [String] = []
        if high - low < 3 * error {
            warnings.append(
                "the models' accuracies differ by less than three standard errors: among such "
                    + "siblings anchors estimate no better than random items"
            )
        }
        if table.items.count > AnchorPoints.mostCandidates {
            warnings.append(
                "anchors are searched among \(AnchorPoints.mostCandidates) evenly spaced items of "
                    + "\(table.items.count), whose distances fit into 200 MB; all items count in the weights"
            )
        }
        self.warnings = warnings
    }

    /// Reads what `select anchors` has written.
    ///
    /// - Throws: `ModelChoiceError.data`.
    package init(_ bytes: [UInt8], path: String) throws(ModelChoiceError) {
        do {
            self = try JSONValue(bytes, "the anchors").decoded(as: AnchorSet.self)
        } catch let error as JSONError {
            throw .data(path: path, reason: error.message)
        } catch let error as JSONMismatch {
            throw .data(path: path, reason: error.message)
        } catch { throw .data(path: path, reason: "cannot be read") }
        guard anchors.allSatisfy({ (0..<items).contains($0.item) }), !anchors.isEmpty else {
            throw .data(path: path, reason: "an anchor is not an item of the data set")
        }
    }

    /// Refuses another data set than that of the anchors.
    package func check(
        items names: [String],
        labels: [Int],
        digest other: String? = nil,
        path: String
    ) throws(ModelChoiceError) {
        guard ItemFingerprint(items: names, labels: labels).text.isExactly(fingerprint) else {
            let reason = "was made for \(data) with \(items) items, not for these items and labels"
            throw .data(path: path, reason: reason)
        }
        if let digest, let other, !digest.isExactly(other) {
            let reason =
                "was made for other images than these, which have the same names and labels; choose "
                + "anchors anew"
            throw .data(path: path, reason: reason)
        }
    }

    /// The weighted confidence of a model.
    ///
    /// - Parameter confidences: For each anchor the probability of its class.
    /// - Returns: The sum over the anchors of weight times confidence.
    package func score(_ confidences: [Double]) -> Double {
        zip(anchors, confidences).reduce(0) { $0 + $1.0.weight * $1.1 }
    }
}
