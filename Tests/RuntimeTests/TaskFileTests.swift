import Foundation
import Labeling
import Testing

@testable import Runtime

struct TaskFileTests {
    private static let labels = "[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\n"
    private static let valid = "[task]\nname = \"T\"\n" + labels

    private func parse(_ text: String, folder: URL = URL(filePath: "/nowhere")) throws(Failure) -> TaskDefinition {
        try TaskFile.parse(text, file: "renga.toml", folder: folder)
    }

    /// What is wrong with a file, one mistake a line.
    private func problems(_ text: String) -> [String] {
        do {
            _ = try parse(text)
            return []
        } catch {
            #expect(error.status == .badTaskFile)
            return error.message.split(separator: "\n").map(String.init)
        }
    }

    @Test func theSmallestTaskHasEveryDefault() throws {
        let task = try parse(Self.valid)
        #expect(task.name == "T")
        #expect(task.instructions == "")
        #expect(task.guidelines == nil)
        #expect(task.first == ModelSetting(provider: .offline, model: "offline-small"))
        #expect(task.second == ModelSetting(provider: .offline, model: "offline-large"))
        #expect(task.secondOpinion == SecondOpinionPolicy())
        #expect(task.budget == Budget())
        #expect(task.review == ReviewSettings())
        #expect(task.labels.definitions[0].title == "a")
    }

    @Test func whatReviewersMaySeeIsRead() throws {
        let text = """
            [task]
            name = "T"
            [[labels]]
            name = "a"
            conceal = true
            [[labels]]
            name = "b"
            parent = "a"
            [[labels]]
            name = "c"
            [review]
            reveal = "after-choice"
            peers = "shown"
            conceal = true
            """
        let task = try parse(text)
        #expect(task.review == ReviewSettings(reveal: .afterChoice, peers: .shown, conceals: true))
        #expect(task.labels.concealing == [Label("a"), Label("b")], "what stands under it is concealed too")
        let wrong = problems(Self.valid + "[review]\nreveal = \"never\"\nconceal = 1\n")
        #expect(wrong.count == 2 && wrong.contains { $0.contains("reveal") && $0.contains("after-choice") })
    }

    @Test func everyKeyIsRead() throws {
        let scratch = try Scratch()
        try scratch.write("Read twice.", to: "guide.md")
        let text = """
            [task]
            name = "T"
            instructions = "Choose."
            guidelines = "guide.md"
            [[labels]]
            name = "a"
            title = "Alpha"
            description = "The first."
            key = "z"
            examples = ["one", "two"]
            [models.first]
            provider = "anthropic"
            model = "small"
            base-url = "https://gateway.example"
            api-key-env = "MY_KEY"
            max-tokens = 300
            temperature = 0
            cache = "1h"
            concurrency = 3
            samples = 1
            thinking = false
            [models.second]
            provider = "anthropic"
            model = "large"
            [second-opinion]
            below-confidence = 1
            sample = 0.25
            labels = ["A"]
            on-invalid-output = false
            on-refusal = false
            [budget]
            total-usd = 5
            daily-usd = 0.1
            [review]
            order = "random"
            blind-sample = 0.5
            random-share = 0.25
            theme = "light"
            """
        let task = try parse(text, folder: scratch.url)
        #expect(task.guidelines == "Read twice.")
        #expect(
            task.labels.definitions == [
                LabelDefinition(
                    label: Label("a"), title: "Alpha", description: "The first.", key: "z", examples: ["one", "two"])
            ])
        #expect(
            task.first
                == ModelSetting(
                    provider: .anthropic, model: "small", baseURL: "https://gateway.example",
                    apiKeyEnvironment: "MY_KEY",
                    maxTokens: 300, temperature: 0, cache: .oneHour, concurrency: 3))
        #expect(task.second == ModelSetting(provider: .anthropic, model: "large"))
        #expect(
            task.secondOpinion
                == SecondOpinionPolicy(
                    belowConfidence: 1, sample: 0.25, labels: [Label("a")], onInvalidOutput: false, onRefusal: false))
        #expect(task.budget == Budget(total: Money(decimal: "5"), daily: Money(decimal: "0.1")))
        var review = ReviewSettings(order: .random, blindSample: 0.5, theme: "light")
        review.randomShare = 0.25
        #expect(task.review == review)
    }

    @Test(arguments: ["0.1", "0.07", "1.1", "4.35", "0.000001", "2.675", "8999999.999999", "0", "1e-3"])
    func aBudgetIsExact(text: String) throws {
        let task = try parse(Self.valid + "[budget]\ntotal-usd = \(text)\n")
        #expect(task.budget.total == (text == "1e-3" ? Money(decimal: "0.001") : Money(decimal: text)))
    }

    @Test func aSecondOpinionOfTheSameModelIsNone() {
        let model = "provider = \"anthropic\"\nmodel = \"one\"\n"
        #expect(
            problems(Self.valid + "[models.first]\n\(model)[models.second]\n\(model)") == [
                "renga.toml:12: models.second.model: a second opinion of the same model is no second opinion"
            ])
    }

    @Test func aTaskWithOneModelAsksNoSecondOpinions() throws {
        #expect(try parse(Self.valid + "[models.first]\nprovider = \"offline\"\n").second == nil)
    }

    @Test func theLadderHasTheOrderOfTheFile() throws {
        let text = """
            \(Self.valid)
            [models.zeta]
            provider = "openai"
            model = "gpt-5.4"
            base-url = "https://gateway.example/v1"
            answer-form = "json"
            temperature = 1.5
            thinking = "low"
            samples = 3
            timeout-seconds = 60
            [models.second]
            provider = "bedrock"
            model = "eu.anthropic.claude-sonnet-4-6"
            region = "eu-central-1"
            thinking = 2048
            [models.alpha]
            provider = "vertex"
            model = "claude-opus-4-7"
            project = "p"
            token-command = ["gcloud", "auth", "print-access-token"]
            [models.first]
            provider = "anthropic"
            model = "haiku"
            key-header = "bearer"
            api-key-file = "key.txt"
            [routing]
            A = "zeta"
            [privacy]
            redact = ["email", "card", "email"]
            [budget]
            run-usd = 0.25
            [second-opinion]
            repair = false
            """
        let task = try parse(text)
        #expect(
            task.ladder == [
                ModelSetting(
                    provider: .anthropic, model: "haiku", apiKeyFile: "/nowhere/key.txt", keyHeader: .bearer),
                ModelSetting(
                    provider: .bedrock, model: "eu.anthropic.claude-sonnet-4-6", region: "eu-central-1",
                    thinking: .budget(tokens: 2_048)),
                ModelSetting(
                    provider: .openai, model: "gpt-5.4", baseURL: "https://gateway.example/v1", answerForm: .json,
                    temperature: 1.5, thinking: .effort(.low), samples: 3, timeoutSeconds: 60),
                ModelSetting(
                    provider: .vertex, model: "claude-opus-4-7",
                    tokenCommand: ["gcloud", "auth", "print-access-token"], project: "p"),
            ])
        #expect(task.routing == Routing(rungs: [Label("a"): 2]))
        #expect(task.privacy == PrivacySettings(redact: [.email, .card]))
        #expect(task.budget.run == Money(decimal: "0.25"))
        #expect(!task.secondOpinion.repairs)
    }

    @Test func allMistakesAreNamedAtOnce() {
        let text = """
            [task]
            nmae = "T"
            [[labels]]
            key = 7
            [models.first]
            modle = "x"
            concurrency = 0
            [second-opinion]
            sample = "some"
            [budget]
            weekly-usd = 1
            [review]
            theme = 3
            """
        let keys = problems(text).map { $0.split(separator: ": ").dropFirst().first.map(String.init) ?? "" }
        #expect(
            Set(keys) == [
                "task.nmae", "task.name", "labels[1].name", "models.first.modle", "models.first.provider",
                "models.first.concurrency", "second-opinion.sample", "budget.weekly-usd", "review.theme",
            ])
    }

    @Test func aMissingGuidelinesFileIsNamed() {
        let text = "[task]\nname = \"T\"\nguidelines = \"none.md\"\n" + Self.labels
        #expect(
            problems(text) == [
                "renga.toml:3: task.guidelines: /nowhere/none.md cannot be read as UTF-8 text"
            ])
    }

    @Test func whatIsNoTOMLIsNamedWithItsLine() {
        let found = problems("[task]\nname = \"T\n")
        #expect(found.first?.hasPrefix("renga.toml:2: ") == true, "\(found)")
    }

    @Test(arguments: ["\"\"\"", "'''"])
    func textOverSeveralLinesDoesNotShiftTheCount(fence: String) {
        let text = """
            [task]
            name = "T"
            instructions = \(fence)
            [review]
            order = "best"
            [[labels]]
            # \(fence == "'''" ? "\"\"\"" : "'''")
            \(fence)
            [[labels]]
            name = "a"
            examples = [
              "order = 1",
              \(fence)one
            [budget]\(fence),
              "# no comment",
            ]
            [review]
            order = "worst"
            """
        let found = problems(text)
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("renga.toml:18: review.order: ") == true, "\(found)")
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: Failure.self) { try TaskFile.read(URL(filePath: "/nowhere/renga.toml")) }
    }
}
