import Evaluation
import Testing

@Suite("Accuracy on several tasks")
struct TaskAccuracyTests {
    @Test("means, and parts of the tasks' own models")
    func means() {
        let tasks = [
            TaskAccuracy(merged: 0.6, single: 0.8), TaskAccuracy(merged: 0.5, single: 0.5),
        ]
        #expect(tasks.meanAccuracy == 0.55)
        // (.75 + 1) / 2, and not .55 / .65.
        #expect(tasks.normalisedAccuracy == 0.875)
        #expect([TaskAccuracy(merged: 0.9, single: 0.6)].normalisedAccuracy == 0.9 / 0.6)
    }

    @Test("nothing is a part of what is not known, or of nothing")
    func unknown() {
        let known = TaskAccuracy(merged: 0.6, single: 0.8)
        #expect([known, TaskAccuracy(merged: 0.6, single: nil)].normalisedAccuracy == nil)
        #expect([known, TaskAccuracy(merged: 0.6, single: 0)].normalisedAccuracy == nil)
        #expect([known, TaskAccuracy(merged: 0.6, single: nil)].meanAccuracy == 0.6)
    }
}
