import Synchronization
import Testing
import Workers

@Suite("Progress and cancellation")
struct ProgressTests {
    @Test("The time left follows from the rate so far")
    func timeLeft() {
        let progress = WorkProgress(.bytes, done: 250, total: 1000, seconds: 2)
        #expect(progress.rate == 125)
        #expect(progress.secondsLeft == 6)
        #expect(WorkProgress(.bytes, done: 0, total: 1000, seconds: 2).secondsLeft == nil)
        #expect(WorkProgress(.bytes, done: 1200, total: 1000, seconds: 2).secondsLeft == 0)
    }

    @Test("A meter adds up, and speaks ten times a second at most")
    func meter() {
        let heard = Mutex<[WorkProgress]>([])
        let meter = ProgressMeter(.images, total: 100) { progress in
            heard.withLock { $0.append(progress) }
        }
        for _ in 0..<3 { meter.add(10, stage: "early") }
        #expect(heard.withLock { $0.isEmpty })
        while meter.seconds < 0.11 {}
        for _ in 0..<3 { meter.add(10, stage: "later") }
        let notices = heard.withLock { $0 }
        #expect(notices.map(\.done) == [40])
        #expect(notices.first?.stage == "later")
        #expect(notices.first?.total == 100)
        meter.add(40)
        #expect(heard.withLock { $0.last?.done } == 100)
    }

    @Test("A cancellation is off until it is switched on, from any thread")
    func cancellation() throws {
        let cancellation = Cancellation()
        try cancellation.check()
        try WorkerPool.run(2) { if $0 == 1 { cancellation.cancel() } }
        #expect(cancellation.isCancelled)
        #expect(throws: WorkError.cancelled) { try cancellation.check() }
    }
}
