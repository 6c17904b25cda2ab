package import Evaluation
internal import LinearAlgebra
package import ModelChoice
internal import ModelSelection

/// What the baseline models make of images: their features, joined.
package struct BaselineFeatures: Sendable {
    /// The keys of the baselines.
    package let keys: [String]
    private let dataSet: DataSet
    private let pooled: DenseMatrix
    /// The number of pooled features of each baseline.
    private let widths: [Int]
    private let projectedMean: [Double]

    /// Joins features.
    ///
    /// - Parameters:
    ///   - baselines: What each baseline made of the images.
    ///   - dataSet: The images.
    /// - Throws: `ModelChoiceError.data` for features that are not finite.
    /// - Complexity: O(images * features).
    package init(
        _ baselines: [RatedModel],
        of dataSet: DataSet
    ) throws(ModelChoiceError) {
        let parts = try baselines.map { baseline throws(ModelChoiceError) in
            try baseline.ratings.rows(baseline.ratings.pooled, "features", of: dataSet)
        }
        var mean: [Double] = []
        for baseline in baselines {
            let rows = try baseline.ratings.rows(
                baseline.ratings.features,
                "features",
                of: dataSet
            )
            mean += (0..<rows.columnCount).map { column in
                (0..<rows.rowCount).reduce(0) { $0 + rows[$1, column] } / Double(rows.rowCount)
            }
        }
        keys = baselines.map(\.model.key)
        widths = parts.map(\.columnCount)
        pooled = DenseMatrix(
            (0..<dataSet.count).flatMap { row in parts.flatMap { $0.row(row) } },
            rows: dataSet.count,
            columns: widths.reduce(0, +)
        )
        projectedMean = mean
        self.dataSet = dataSet
    }

    /// What they make of the data set as a whole.
    ///
    /// - Complexity: O(images * features).
    package var record: DataSetRecord {
        let labels = (0..<dataSet.count).map(dataSet.label)
        let present = Set(labels).sorted()
        let explained = ModelEmbedding.explained(pooled, labels: labels)
        var rest = explained[...]
        let means = widths.map { width in
            defer { rest = rest.dropFirst(width) }
            return rest.prefix(width).reduce(0, +) / Double(max(width, 1))
        }
        return DataSetRecord(
            data: dataSet.name,
            baselines: keys,
            mean: projectedMean,
            relevance: ModelEmbedding.relevance(
                explained,
                imageCount: max(dataSet.count, 2),
                classCount: present.count
            ),
            explained: means,
            images: dataSet.count,
            classes: present.map(dataSet.className)
        )
    }

    /// How well a model's features predict the baselines'.
    ///
    /// - Parameters:
    ///   - rated: What the model made of the same images.
    ///   - probe: The digest of the images.
    /// - Returns: The signature.
    /// - Throws: `ModelChoiceError.data` for features that are not finite, or all equal.
    /// - Complexity: As `ModelEmbedding.coverage`.
    package func signature(
        of rated: RatedModel,
        probe: String
    ) throws(ModelChoiceError) -> SignatureRecord {
        let rows = try rated.ratings.rows(rated.ratings.pooled, "features", of: dataSet)
        let coverage: [Double?]
        do throws(LinearAlgebraError) {
            coverage = try ModelEmbedding.coverage(of: rows, baseline: pooled)
        } catch {
            throw .data(
                path: rated.model.path,
                reason: "its features of the \(dataSet.count) images of the probe are all equal"
            )
        }
        return SignatureRecord(
            model: rated.model,
            baselines: keys,
            probe: probe,
            coverage: coverage
        )
    }
}

extension DataSet {
    /// The name of a class, or its number where it has none.
    func className(_ label: Int) -> String {
        if let names = classNames, names.indices.contains(label) {
            names[label]
        } else {
            "\(label)"
        }
    }
}
