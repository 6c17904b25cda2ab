/// A procedure that needs to know nothing but an element itself.
protocol UnmeasuredProcedure: ElementwiseProcedure {}

extension UnmeasuredProcedure {
    var remainingPasses: Int { 0 }
    func byteCount(segmentCount: Int) -> Int { 0 }
    func makeTally() -> ElementTally { ElementTally() }
    func cursor(segment: Int) -> ElementCursor { ElementCursor() }
    func measure(
        _ workspace: inout ElementWorkspace,
        _ cursor: inout ElementCursor,
        into tally: inout ElementTally
    ) {}
    mutating func add(_ tally: ElementTally) {}
    mutating func finishPass() {}
}
