internal import ModelChoice
internal import TextFormats

/// Selections for people.
enum SelectionText {
    /// Which models are tied.
    static func text(_ found: TiedModels) -> Page {
        var table = TextTable([
            ("model", .left), ("accuracy %", .right), ("share", .right), ("distance", .right),
            ("in the set", .left),
        ])
        for row in found.models {
            table.add([
                row.model, (100 * row.accuracy).text(digits: 2), row.share.text(digits: 3),
                row.distance.text(digits: 4), row.selected ? "yes" : "",
            ])
        }
        let delta = found.delta.map { $0 < 1 ? $0.text(digits: 3) : "no bound" } ?? "no bound"
        let summary =
            "\(found.data): \(found.items.counted("item")), \(found.bags.counted("bag")), "
            + "ε \(found.epsilon), δ \(delta)"
        return Page(table, [summary])
    }

    /// What labels told.
    static func text(_ session: LabelSession) -> Page {
        let heading =
            "\(session.data): \(session.items.counted("item")), models disagree on "
            + "\(session.disputed.grouped); ε \(session.epsilon)"
        var steps = TextTable([
            ("label", .right), ("item", .left), ("class", .right), ("entropy", .right),
            ("answer", .left), ("posterior", .right),
        ])
        for (number, step) in session.steps.enumerated() {
            steps.add([
                "\(number + 1)", step.path, "\(step.label)", step.entropy?.text(digits: 4) ?? "-",
                step.answer, step.posterior.text(digits: 3),
            ])
        }
        var models = TextTable([
            ("model", .left), ("posterior", .right), ("accuracy %", .right),
        ])
        for row in session.models {
            models.add([
                row.model, row.posterior.text(digits: 3),
                row.accuracy.map { (100 * $0).text(digits: 2) } ?? "-",
            ])
        }
        let next = session.queue.items.map { "label next: \($0.path)" }
        let answer = "most correct so far: \(session.answer)"
        return Page([.text(PrintableText(lines: [heading]))])
            + Page(session.steps.isEmpty ? [] : [.table(steps)]) + Page(models, [answer] + next)
            + (session.trials.map(text) ?? Page([]))
    }

    /// How soon labels told the best model.
    private static func text(_ trials: LabelTrialReport) -> Page {
        var table = TextTable([
            ("labels", .right), ("best", .right), ("at random", .right),
            ("within a point", .right), ("at random", .right),
        ])
        let steps = [1, 2, 5, 10, 20, 40, 80, 160, 320].filter { $0 <= trials.best.count }
        for step in Set(steps + [trials.best.count]).sorted() {
            let shares = [
                trials.best, trials.randomBest, trials.nearlyBest, trials.randomNearlyBest,
            ]
            table.add(["\(step)"] + shares.map { $0[step - 1].text(digits: 2) })
        }
        let summary =
            "share of \(trials.pools.counted("pool")) of \(trials.poolSize.counted("item")) in which a "
            + "best model leads"
        return Page(table, [summary])
    }

    /// The anchors.
    static func text(_ found: AnchorSet) -> Page {
        var table = TextTable([("anchor", .left), ("weight", .right)])
        for anchor in found.anchors { table.add([anchor.path, anchor.weight.text(digits: 4)]) }
        let summary =
            "\(found.data): \(found.anchors.count) of \(found.items.counted("item")), loss "
            + found.loss.text(digits: 4)
        return Page(table, [summary])
    }

    /// Models measured on anchors.
    static func text(_ found: AnchorEvaluation) -> Page {
        var table = TextTable([("model", .left), ("mean confidence %", .right)])
        for row in found.models { table.add([row.model, (100 * row.score).text(digits: 2)]) }
        let summary =
            "\(found.data): estimated from \(found.images) of \(found.items.counted("item"))"
        return Page(table, [summary])
    }

    /// What clients came to.
    static func text(_ found: OnlineRun) -> Page {
        var table = TextTable([
            ("client", .left), ("rounds", .right), ("accuracy %", .right), ("best model", .left),
            ("its accuracy %", .right), ("regret", .right),
        ])
        for client in found.clients {
            table.add([
                client.client, client.rounds.grouped, (100 * client.accuracy).text(digits: 2),
                client.bestModel, (100 * client.bestAccuracy).text(digits: 2),
                client.regret.text(digits: 0),
            ])
        }
        var shares = TextTable(
            [("model", .left)] + found.clients.map { ($0.client, .right) }
        )
        for (number, model) in found.models.enumerated() {
            let cells = found.clients.map { (100 * $0.shares[number]).text(digits: 1) + " %" }
            shares.add([model] + cells)
        }
        return Page(table) + Page(shares)
    }
}
