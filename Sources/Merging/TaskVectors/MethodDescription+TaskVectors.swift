extension MethodDescription {
    /// Describes a method that sparsifies task vectors.
    ///
    /// - Parameters:
    ///   - family: Which of the methods.
    ///   - summary: What it does, in one line.
    ///   - formula: The formula or the procedure.
    ///   - reference: Where it comes from.
    ///   - density: What the density does.
    ///   - extent: The parameter of the method's own, if it has one.
    /// - Returns: The description.
    static func sparse(
        _ family: TaskVectorFamily,
        _ summary: String,
        formula: String,
        reference: String,
        density: String,
        extent: MethodParameter? = nil
    ) -> MethodDescription {
        MethodDescription(
            family.name,
            summary,
            formula: formula,
            reference: reference + "; as in mergekit 0.1.5",
            base: .required,
            modelCounts: 1...Int.max,
            parameters: MethodParameter.ofTaskVectors(family, density: density, extent: extent),
            build: { arguments throws(MethodError) in
                try SparseTaskArithmetic(family, arguments)
            }
        )
    }

    /// What consensus methods do after sparsifying.
    static let consensusFormula = """
        D_i = weight_i f_i s_i      f_i: what rescale multiplies by, or 1
        sign = + where sum_i D_i >= 0, else -; models whose D_i has that sign agree
        w = b + lambda * sum D_i / sum weight_i         over the models that agree;
            the divisor only with normalize, and 1 where it is 0
        """

    /// What the others do.
    static let sumFormula = """
        w = b + lambda * sum_i weight_i f_i s_i         f_i: what rescale multiplies by, or 1
            the sum divided by sum_i weight_i with normalize, unless that is below 1e-8
        """
}
