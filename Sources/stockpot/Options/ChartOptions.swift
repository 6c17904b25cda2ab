internal import ArgumentParser
internal import Charts
internal import EvaluationResults

/// Which data sets a chart or an average compares.
struct ChartOptions: ParsableArguments {
    @Option(
        help: .value(
            "name",
            "The clean data set. (default: ImageNet, or clean, or else the first)"
        )
    )
    var clean: String?

    @Option(
        help: .value(
            "name",
            "A data set under shift; may be repeated. (default: ImageNet's five where one of "
                + "them was measured, else all but the clean one and held-out ones)"
        )
    )
    var shift: [String] = []

    /// The roles of the data sets in some results, or nil where they have none.
    func roles(of results: [EvaluationResult]) -> DataSetRoles? {
        DataSetRoles(of: results, clean: clean, shifts: shift)
    }

    /// The chart of some results.
    ///
    /// - Throws: `ValidationError` when no result holds what the axes need.
    func chart(of results: [EvaluationResult]) throws -> AccuracyChart {
        guard let roles = roles(of: results) else {
            throw ValidationError(
                "the results have no clean data set with shifts; name them with --clean "
                    + "and --shift"
            )
        }
        let chart = AccuracyChart(results, roles)
        guard !chart.series.isEmpty else {
            throw ValidationError(
                "no result holds \(roles.clean) and all of \(roles.shifts.joined(separator: ", "))"
                    + "; name others with --clean and --shift"
            )
        }
        return chart
    }
}
