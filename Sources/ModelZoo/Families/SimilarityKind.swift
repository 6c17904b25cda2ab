/// How alike two models are.
package enum SimilarityKind: String, Sendable, CaseIterable {
    /// The mean over attention and MLP tensors of the mean over their columns of the columns' cosine.
    case columns
    /// The cosine of all tensors as one vector.
    case flat
    /// The mean over tensors of their cosine.
    case tensors
}

/// How families are found.
package enum FamilyMethod: String, Sendable, CaseIterable {
    /// Each model joins the first family whose first member is similar enough.
    case leader
    /// Average linkage.
    case average
    /// k-means on the eigenvectors of the Laplacian.
    case spectral
}
