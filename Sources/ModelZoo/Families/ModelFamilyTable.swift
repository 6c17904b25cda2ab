package import LinearAlgebra
internal import ModelSelection

/// How families are asked for.
package struct FamilyOptions: Sendable {
    /// How they are found.
    package var method = FamilyMethod.leader
    /// What a similarity must exceed; nil for 0.95 of weights, 0.5 of task vectors.
    package var threshold: Double?
    /// The number of families; of `average` and `spectral`.
    package var count: Int?

    /// The usual ones.
    package init() {}
}

/// Models in families, and how well these hold together.
package struct ModelFamilyTable: Encodable, Sendable {
    /// A model of a family.
    package struct Member: Encodable, Sendable {
        /// The model's path.
        package let model: String
        /// Its distance from the mean of the family's vectors.
        package let distance: Double
        /// How much nearer it is to its own family than to the next, from -1 to 1; nil where there is one
        /// family only.
        package let silhouette: Double?

        enum CodingKeys: String, CodingKey { case model, distance, silhouette }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(model, forKey: .model)
            try container.encode(distance, forKey: .distance)
            try container.encode(silhouette, forKey: .silhouette)
        }
    }

    /// A family.
    package struct Family: Encodable, Sendable {
        /// Its models in the order of the arguments.
        package let members: [Member]
        /// The model nearest to all others.
        package let medoid: String
        /// The mean similarity of two members; nil for one alone.
        package let inside: Double?
        /// The mean similarity to models of other families; nil where there are none.
        package let outside: Double?

        enum CodingKeys: String, CodingKey { case members, medoid, inside, outside }

        package func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(members, forKey: .members)
            try container.encode(medoid, forKey: .medoid)
            try container.encode(inside, forKey: .inside)
            try container.encode(outside, forKey: .outside)
        }
    }

    /// How similarity was measured.
    package let similarity: String
    /// Of what.
    package let vectors: String
    /// How families were found.
    package let method: String
    /// What a similarity had to exceed; nil where a number of families was asked for, and of `spectral`.
    package let threshold: Double?
    /// The number of tensors that were compared.
    package let tensors: Int
    /// The families.
    package let families: [Family]
    /// The models in the order of the arguments.
    package let models: [String]
    /// The similarity of each pair.
    package let matrix: [[Double]]
    /// The eigenvalues of the Laplacian, of `spectral`.
    package let eigenvalues: [Double]?
    /// What a reader should know.
    package let warnings: [String]

    /// Puts models into families.
    ///
    /// - Throws: `LinearAlgebraError` when LAPACK fails.
    /// - Complexity: O(N^3) for N models at worst.
    package init(
        _ found: ModelSimilarity,
        _ options: FamilyOptions
    ) throws(LinearAlgebraError) {
        let standard = found.base == nil ? 0.95 : 0.5
        let threshold = options.threshold ?? standard
        var eigenvalues: [Double]?
        let places: [[Int]]
        switch options.method {
        case .leader: places = ModelFamilies.byLeader(found.matrix, threshold: threshold)
        case .average:
            let limit = options.count == nil ? 1 - threshold : .infinity
            places =
                AverageLinkage(found.distances, limit: limit, count: options.count ?? 1)
                .families
        case .spectral:
            let spectrum = try ModelFamilies.bySpectrum(found.matrix, count: options.count)
            (places, eigenvalues) = (spectrum.families, spectrum.eigenvalues)
        }
        let silhouettes = FamilyQuality.silhouettes(places, found.matrix)
        families = places.map { Self.family($0, found, silhouettes) }
        similarity = found.kind.rawValue
        vectors = found.base == nil ? "weights" : "task vectors"
        method = options.method.rawValue
        self.threshold =
            options.count == nil && options.method != .spectral ? threshold : nil
        tensors = found.tensorCount
        models = found.models
        matrix = found.models.indices.map { Array(found.matrix.row($0)) }
        self.eigenvalues = eigenvalues
        warnings = found.warnings + Self.strangers(places, found)
    }

    /// The models of each family.
    package var groups: [[String]] { families.map { $0.members.map(\.model) } }

    private static func family(
        _ places: [Int],
        _ found: ModelSimilarity,
        _ silhouettes: [Double]?
    ) -> Family {
        let distances = FamilyQuality.centroidDistances(places, gram: found.gram)
        return Family(
            members: zip(places, distances).map { place, distance in
                Member(
                    model: found.models[place],
                    distance: distance,
                    silhouette: silhouettes.map { $0[place] }
                )
            },
            medoid: found.models[FamilyQuality.medoid(of: places, found.matrix)],
            inside: FamilyQuality.meanInside(places, found.matrix),
            outside: FamilyQuality.meanOutside(places, found.matrix)
        )
    }

    /// Models whose weights have little in common with those of their family were hardly fine-tuned from
    /// the same base.
    private static func strangers(_ families: [[Int]], _ found: ModelSimilarity) -> [String] {
        families.flatMap { family in
            family.dropFirst().compactMap { place in
                let cosine = found.rawCosines[place, family[0]]
                guard cosine < 0.9 else { return nil }
                let rounded = (cosine * 1000).rounded() / 1000
                return
                    "\(found.models[place]) and \(found.models[family[0]]) are in one family, but the "
                    + "cosine of their weights is \(rounded): were they fine-tuned from the same base?"
            }
        }
    }
}

extension ModelSimilarity {
    /// The steps of average linkage, from models to one family; a family is known by its lowest member.
    package var joints: [(first: Int, second: Int, height: Double)] {
        AverageLinkage(distances, limit: .infinity).steps.map { ($0.first, $0.second, $0.height) }
    }

    /// 1 less the similarity of each pair.
    package var distances: DenseMatrix {
        DenseMatrix(
            matrix.elements.map { 1 - $0 },
            rows: matrix.rowCount,
            columns: matrix.columnCount
        )
    }
}
