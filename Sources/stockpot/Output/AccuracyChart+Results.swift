internal import Charts
internal import EvaluationResults
internal import MergeEngine
internal import Soups
internal import TextFormats

extension AccuracyChart {
    /// The chart of those results that hold all data sets of the axes.
    ///
    /// A row with a numeric `alpha` is a point of an interpolation; one with a `variant`, or
    /// called Model Stock, is Model Stock's; one with `members` or a `recipe`, or called a soup, is a
    /// soup or another merge; all others are single models. Single models bear labels where they are
    /// few; a label is the last part of the model's path where that is enough to tell it.
    init(_ results: [EvaluationResult], _ roles: DataSetRoles) {
        let complete = results.filter { $0[roles.clean] != nil && $0.shiftAverage(roles) != nil }
        let groups = Dictionary(grouping: complete, by: \.kind)
        let names = complete.filter { $0.alpha == nil }.map(\.modelName)
        let areShort = (try? ModelName.distinct(names)) != nil
        let fewModels = groups[.model, default: []].count <= Self.mostLabelledModels
        func name(_ row: EvaluationResult) -> String {
            areShort ? ModelName.of(row.modelName) : row.modelName
        }
        let curves = InterpolationCurves(
            groups[.interpolation, default: []],
            beside: groups[.model, default: []].map { ($0, name($0)) },
            roles
        )
        let singles = [AccuracySeries.Kind.model, .soup, .modelStock].compactMap { kind in
            groups[kind].map { rows in
                AccuracySeries(
                    kind,
                    rows.compactMap {
                        let isLabelled = kind != .model || fewModels && !curves.labels($0)
                        return $0.point(roles, label: isLabelled ? name($0) : nil)
                    }
                )
            }
        }
        self.init(
            title: "Accuracy on clean images and under shift",
            cleanTitle: "\(roles.clean), top-1 accuracy (%)",
            shiftedTitle: roles.shifts.count == 1
                ? "\(roles.shifts[0]), top-1 accuracy (%)"
                : "mean top-1 accuracy over \(roles.shifts.count) shifts (%)",
            series: singles + curves.series
        )
    }

    private static let mostLabelledModels = 12
}

extension EvaluationResult {
    fileprivate var kind: AccuracySeries.Kind {
        let words = modelName.lowercased().split { !$0.isLetter && !$0.isNumber }
        if alpha != nil { return .interpolation }
        if detail("variant") != nil || words.joined().contains("modelstock") { return .modelStock }
        let isMerge = ["members", "recipe"].contains { detail($0) != nil }
        return isMerge || words.contains("soup") ? .soup : .model
    }

    /// The row's place in a chart, where it has one.
    func point(_ roles: DataSetRoles, label: String?) -> AccuracyPoint? {
        guard let clean = self[roles.clean], let shifted = shiftAverage(roles) else { return nil }
        let place = alpha.map { " at alpha \(JSONValue.number($0).text())" } ?? ""
        return AccuracyPoint(
            name: modelName + place,
            label: label,
            clean: clean * 100,
            shifted: shifted * 100
        )
    }
}
