internal import ArgumentParser
internal import CLIPModels
internal import Checkpoints
internal import MergeBatch
internal import MergeEngine
internal import SystemFiles
internal import TextFormats

struct BatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "batch",
        abstract: "Runs the merges that a file of jobs describes; resumable.",
        discussion: """
            A file of jobs is YAML: 'jobs', a list of recipes with 'name' and 'output'; 'sweeps', \
            recipes with 'vary' that stand for every combination of some values; both over common \
            'defaults'. Example:

              stockpot batch jobs.yaml --jobs 2 --events events.jsonl

            All jobs are planned, and all errors reported, before any starts. A job that fails \
            does not stop the others; the exit status is then 1, and the end names it. A batch \
            does not start while another run makes one of its outputs, or if they do not fit on \
            the disk. Run again, it skips jobs whose output is complete and was made from the same \
            inputs by the same recipe, as JOBS.journal next to the file records, and does the rest.
            """
    )

    @Argument(
        help: .value("jobs.yaml", "The file of jobs."),
        completion: .file(extensions: ["yaml", "yml"])
    )
    var file: String

    @Option(help: .value("n", "The merges that run at the same time."))
    var jobs = 1

    @OptionGroup(title: "Reading") var reading: ReadingArguments
    @OptionGroup(title: "Execution") var execution: ExecutionArguments

    @Option(
        help: .value(
            "file",
            "Append a line of JSON for every event to this file."
        ),
        completion: .file()
    )
    var events: String?

    @Option(
        help: .value(
            "file",
            "Append a line for every job and for the end, with time and run, to this file."
        ),
        completion: .file()
    )
    var log: String?

    @Option(help: .value("size", "The largest shard of an output folder."))
    var maxShardSize = ByteSize(OutputPolicy.standardShardByteCount)

    @Flag(help: "Compare inputs by their SHA-256 instead of size and date, and record it.")
    var checksums = false

    @Flag(help: "Replace outputs that this batch did not make.")
    var force = false

    @Flag(
        help: """
            Do the other jobs where outputs are in the way that this batch did not make; a batch \
            that ran before does so by itself.
            """
    )
    var keepGoing = false

    @Flag(help: "Do not force outputs to the disk; otherwise each survives a power cut.")
    var notDurable = false

    @Flag(
        help: """
            Print the plan and stop: bytes, memory, and time, from a trial of a few layers for each \
            method and of a file as large as the first output, 64 MiB at most, which is written next to \
            it and removed.
            """
    )
    var list = false

    @Flag(help: "Print the plan, or how the batch ended, as JSON.")
    var json = false

    @OptionGroup var tables: TableArguments

    func validate() throws {
        try CountRange.threads.check(jobs, "--jobs")
    }

    func run() throws {
        let jobs = try JobsFile(
            FileContents.text(file),
            path: file,
            reading: reading.options,
            remedy: { Advice.text(for: $0, isRead: true) }
        )
        if reading.checksInputs { try checkInputs(of: jobs) }
        let plan = try BatchPlan(
            jobs.jobs,
            besides: jobs.problems,
            of: jobs.unreadable,
            options: options
        )
        try list ? show(plan) : merge(plan)
    }

    /// Refuses a prefix that no input's names begin with, and checks contents, before anything is made.
    private func checkInputs(of jobs: JobsFile) throws {
        var seen: Set<UTF8Key> = []
        let inputs = jobs.jobs.flatMap(\.request.checkpoints).filter {
            seen.insert(UTF8Key($0.path)).inserted
        }
        try reading.check(try inputs.map { try $0.openModel() })
    }

    private var journal: String { file + ".journal" }

    private var options: BatchOptions {
        var options = BatchOptions(
            concurrentJobs: jobs,
            threads: execution.options.threads,
            memoryLimit: execution.memoryLimit,
            output: OutputPolicy(
                replaces: force,
                isDurable: !notDurable,
                maximumShardByteCount: maxShardSize.byteCount
            ),
            comparesChecksums: checksums
        )
        options.remedy = { Advice.text(for: $0, isRead: true) }
        options.keepsGoing = keepGoing
        return options
    }

    private func show(_ plan: BatchPlan) throws {
        let (trial, outlines) = try plan.estimated(plan.outlines(journal: journal))
        let list = BatchList(outlines, trial, memoryBytes: plan.memoryByteCount)
        try json ? StandardOutput.print(JSONText.text(list)) : tables.print(list.page)
    }

    private func merge(_ plan: BatchPlan) throws {
        let line = ProgressLine(isQuiet: execution.quiet)
        let text = try BatchText(line, isQuiet: execution.quiet, log: log)
        let summary = try line.during {
            try Interruption.during { cancellation in
                try BatchRunner(
                    plan,
                    journal: journal,
                    events: events,
                    cancellation: cancellation,
                    listener: { text.tell($0) },
                    progress: { line.show($0) }
                ).run()
            }
        }
        try text.tell(summary, asJSON: json)
        if summary.failed > 0 { throw ExitCode(ExitStatus.checkFailed.rawValue) }
    }
}
