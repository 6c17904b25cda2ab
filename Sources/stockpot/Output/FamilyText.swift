internal import MergeEngine
internal import ModelZoo
internal import TextFormats

/// Families for people.
enum FamilyText {
    /// What a measurement reads and holds.
    static func plan(_ plan: MergePlan) -> PrintableText {
        PrintableText(
            lines: [
                "reads     \(plan.firstPassByteCount.grouped) bytes of \(plan.checkpoints.count) checkpoints",
                "memory    \(plan.plannedMemoryByteCount.byteText) for tiles and scratch of "
                    + plan.workerCount.counted("worker"),
            ]
        )
    }

    /// A line for each model, family by family, then one for each family.
    static func text(_ found: ModelFamilyTable) -> Page {
        var members = TextTable([
            ("family", .right), ("model", .left), ("distance", .right), ("silhouette", .right),
        ])
        var families = TextTable([
            ("family", .right), ("models", .right), ("medoid", .left), ("inside", .right),
            ("to others", .right),
        ])
        for (number, family) in found.families.enumerated() {
            for member in family.members {
                members.add([
                    "\(number + 1)", member.model, member.distance.text(significant: 4),
                    member.silhouette?.text(digits: 3) ?? "-",
                ])
            }
            families.add([
                "\(number + 1)", "\(family.members.count)", family.medoid,
                family.inside?.text(digits: 4) ?? "-", family.outside?.text(digits: 4) ?? "-",
            ])
        }
        let limit = found.threshold.map { ", threshold \($0)" } ?? ""
        let summary =
            "\(found.similarity) similarity of \(found.vectors), \(found.tensors.counted("tensor")); "
            + found.method + limit
        return Page(members) + Page(families, [summary])
    }
}
