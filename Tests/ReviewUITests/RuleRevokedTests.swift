import Cells
import Labeling
import ReviewUI
import Testing

struct RuleRevokedTests {
    @Test func aRevocationIsToldAtOnceAndStaysInTheStatusLine() {
        var bench = BulkScene.bench(size: Size(rows: 24, columns: 100), grouped: false)
        let policy = BulkScene.policy(errors: 6, low: 0)
        #expect(bench.send(.bulk(.ruleRevoked(policy))).isEmpty)
        #expect(bench.model.notice?.text == policy.alarm)
        bench.press("j")
        #expect(bench.text.contains("RULE REVOKED: 6 of 20 audited wrong, 3.1 % promised; :revoke takes 40 back"))
    }

    @Test(arguments: [Size(rows: 12, columns: 40), Size(rows: 15, columns: 60), Size(rows: 50, columns: 200)])
    func itIsSaidOnEveryScreen(size: Size) {
        var bench = BulkScene.bench(size: size, grouped: false, ascii: true)
        bench.send(.bulk(.ruleRevoked(BulkScene.policy(errors: 6, low: 0))))
        #expect(bench.text.contains("RULE REVOKED"))
    }

    /// It must not vanish after the next key, with all that stands behind it.
    @Test(arguments: [Size(rows: 12, columns: 40), Size(rows: 15, columns: 60), Size(rows: 24, columns: 80)])
    func itStaysOnEveryScreen(size: Size) {
        var bench = BulkScene.bench(size: size, grouped: false, ascii: true)
        bench.send(.bulk(.ruleRevoked(BulkScene.policy(errors: 16, low: 0))))
        bench.press("j k")
        #expect(bench.text.contains("RULE REVOKED"), "\(bench.text)")
    }

    @Test func noRuleIsProposedWhileOneStandsRevoked() {
        var bench = BulkScene.bench(grouped: false)
        bench.send(.bulk(.propose("0.9")))
        bench.send(.bulk(.ruleRevoked(BulkScene.policy(errors: 6, low: 0))))
        // The page that asked is closed, and asks no more.
        #expect(bench.model.mode == .review)
        #expect(bench.send(.bulk(.propose("0.9"))).isEmpty)
        #expect(bench.model.mode == .review && bench.model.notice?.text.contains("REVOKED") == true)
    }

    @Test func takingBackIsAskedForByName() {
        var bench = BulkScene.bench(grouped: false)
        let effects = bench.send(.bulk(.propose("revoke")))
        guard case .bulk(.revoke)? = effects.first else {
            Issue.record("\(effects)")
            return
        }
        // News of what is being taken back already changes nothing.
        bench.send(.bulk(.ruleRevoked(BulkScene.policy(errors: 6, low: 0))))
        #expect(!bench.text.contains("REVOKED"))
    }
}
