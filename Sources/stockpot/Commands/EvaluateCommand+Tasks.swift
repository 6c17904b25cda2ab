internal import ArgumentParser
internal import CLIPVision
internal import Checkpoints
internal import Evaluation
internal import TextFormats

// MARK: - Several tasks, a head for each

extension EvaluateCommand {
    /// Refuses what goes with one head only.
    func validateTasks() throws {
        let names = dataSets.data.map(\.name)
        let heads = try vision.taskHeads(names)
        guard !heads.isEmpty else {
            guard singles.single.isEmpty else {
                throw ValidationError("--single: needs a head for each task, --head NAME=FILE")
            }
            return
        }
        if let name = names.first(where: { name in !heads.contains { $0.name.isExactly(name) } }) {
            throw ValidationError("--head: none for \(name); give one for each data set")
        }
        let others = [
            ("--predictions", predictions != nil), ("--anchors", anchors != nil),
            ("--cover", cover != nil), ("--ensemble", ensemble),
        ]
        if let (option, _) = others.first(where: \.1) {
            throw ValidationError("\(option): takes models with one head for all data sets")
        }
        try singles.check(names)
    }

    /// Measures towers on tasks.
    func measureTasks() throws {
        let sets = try dataSets.dataSets()
        rating.warn(sets.flatMap(\.notes))
        let heads = try vision.taskHeads(sets.map(\.name))
        let tasks = sets.map { set in
            TaskEvaluation.Task(
                set,
                head: heads.first { $0.name.isExactly(set.name) }.map { reading.input($0.path) }
            )
        }
        let running = vision.tower.options(threads: rating.threadCount)
        let towers = try reading.open(models).map { try CLIPModel($0, options: running) }
        rating.warn(towers.flatMap(\.warnings))
        let line = ProgressLine(isQuiet: rating.quiet)
        let (scores, alone) = try line.during {
            try Interruption.during { cancellation in
                let evaluate = { (models: [CLIPModel], tasks: [TaskEvaluation.Task]) in
                    try TaskEvaluation(models, tasks, options: rating.options).evaluate(
                        cancellation: cancellation
                    ) { line.show($0) }
                }
                let alone = try tasks.map { task -> Double? in
                    switch singles.source(of: task.dataSet.name) {
                    case .accuracy(let known): return known
                    case .model(let path):
                        let model = try CLIPModel(reading.open(path), options: running)
                        return try evaluate([model], [task])[0].dataSets[0].accuracy.top1
                    case nil: return nil
                    }
                }
                return (try evaluate(towers, tasks), alone)
            }
        }
        let records = zip(towers, scores).map { tower, score in
            var record = EvaluationRecord(score, of: tower, clean: clean, withClasses: perClass)
            record.takeTasks(
                zip(score.dataSets, alone).map {
                    TaskAccuracy(merged: $0.accuracy.top1, single: $1)
                }
            )
            return record
        }
        try deliver(records)
    }
}
