import Foundation
import Labeling
import Testing

@testable import Runtime

struct MistakeTests {
    private static let labels = "[[labels]]\nname = \"a\"\n[[labels]]\nname = \"b\"\n"
    private static let valid = "[task]\nname = \"T\"\n\(labels)"

    /// A file with one mistake, and the words for it.
    private static let mistakes: [(String, String)] = [
        ("[task]\nname = 1\n\(labels)", "renga.toml:2: task.name: expected a string, found a whole number"),
        ("[task]\nname = \"\"\n\(labels)", "renga.toml:2: task.name: expected the task's name"),
        ("[task]\n\(labels)", "renga.toml:1: task.name: expected the task's name"),
        ("\(labels)", "renga.toml: has no [task] table with the task's name"),
        ("task = 3\n\(labels)", "renga.toml:1: task: expected a table, found a whole number"),
        ("[task]\nname = \"T\"\n", "renga.toml: labels: expected at least one [[labels]] table"),
        (
            "\(valid)[second_opinion]\n",
            "renga.toml:7: second_opinion: unknown key; known here: task, labels, models, second-opinion, budget, review"
        ),
        (
            "\(valid)nmae = \"x\"\n",
            "renga.toml:7: labels[2].nmae: unknown key; known here: name, title, description, key, examples"
        ),
        ("\(valid)[[labels]]\ntitle = \"C\"\n", "renga.toml:7: labels[3].name: expected the label's name"),
        (
            "\(valid)[[labels]]\nname = \"A\"\n",
            "renga.toml:8: labels[3].name: \"A\" and \"a\" are one label: names are compared without regard to case"
        ),
        ("\(valid)[[labels]]\nname = \" \"\n", "renga.toml:8: labels[3].name: expected a name, found white space"),
        ("\(valid)key = \"ab\"\n", "renga.toml:7: labels[2].key: expected one letter"),
        (
            "\(valid)examples = [\"x\", 1]\n",
            "renga.toml:7: labels[2].examples: expected a list of strings, found a list"
        ),
        (
            "[task]\nname = \"T\"\n[[labels]]\nname = \"a\"\nkey = \"k\"\n[[labels]]\nname = \"b\"\nkey = \"k\"\n",
            "renga.toml:8: labels[2].key: \"k\" is already the key of \"a\""
        ),
        (
            "\(valid)[second-opinion]\nlabels = [\"c\"]\n",
            "renga.toml:8: second-opinion.labels: \"c\" is no label of this task; its labels: a, b"
        ),
        (
            "\(valid)[second-opinion]\nsample = 1.5\n",
            "renga.toml:8: second-opinion.sample: expected 0.0 to 1.0, found 1.5"
        ),
        (
            "\(valid)[second-opinion]\nsample = nan\n",
            "renga.toml:8: second-opinion.sample: expected 0.0 to 1.0, found nan"
        ),
        (
            "\(valid)[second-opinion]\non-refusal = 1\n",
            "renga.toml:8: second-opinion.on-refusal: expected true or false, found a whole number"
        ),
        ("\(valid)[budget]\ntotal-usd = \"5\"\n", "renga.toml:8: budget.total-usd: expected a number, found a string"),
        ("\(valid)[budget]\ntotal-usd = -1\n", "renga.toml:8: budget.total-usd: expected 0.0 to 9000000.0, found -1.0"),
        (
            "\(valid)[review]\norder = \"best\"\n",
            "renga.toml:8: review.order: expected one of uncertain, disagreement, oldest, newest, random, informative; found \"best\""
        ),
    ]

    /// A `[models.first]` with one mistake, and the words for it.
    private static let models: [(String, String)] = [
        (
            "provider = \"llama\"",
            "8: models.first.provider: expected one of anthropic, openai, bedrock, vertex, offline; found \"llama\""
        ),
        ("model = \"x\"", "7: models.first.provider: expected one of anthropic, openai, bedrock, vertex, offline"),
        ("provider = \"anthropic\"", "7: models.first.model: expected a model id, such as claude-haiku-4-5-20251001"),
        (
            "provider = \"openai\"",
            "8: models.first.provider: \"openai\" is not in this version; use anthropic or offline"
        ),
        (
            "provider = \"bedrock\"",
            "8: models.first.provider: \"bedrock\" is not in this version; use anthropic or offline"
        ),
        (
            "provider = \"vertex\"",
            "8: models.first.provider: \"vertex\" is not in this version; use anthropic or offline"
        ),
        (
            "provider = \"offline\"\nmodel = \"big\"",
            "9: models.first.model: expected offline-small or offline-large; found \"big\""
        ),
        (
            "provider = \"offline\"\nbase-url = \"example.org\"",
            "9: models.first.base-url: expected an address that begins with https:// or http://; found \"example.org\""
        ),
        (
            "provider = \"offline\"\nsamples = 5",
            "9: models.first.samples: self-consistency is not in this version; leave it out, or write 1"
        ),
        (
            "provider = \"offline\"\nthinking = \"high\"",
            "9: models.first.thinking: thinking is not in this version; leave it out, or write \"off\""
        ),
        (
            "provider = \"offline\"\nthinking = true",
            "9: models.first.thinking: thinking is not in this version; leave it out, or write \"off\""
        ),
        (
            "provider = \"offline\"\ncache = \"10m\"",
            "9: models.first.cache: expected one of off, 5m, 1h; found \"10m\""
        ),
        ("provider = \"offline\"\nconcurrency = 0", "9: models.first.concurrency: expected 1 to 256, found 0"),
        (
            "provider = \"offline\"\nmax-tokens = 1.5",
            "9: models.first.max-tokens: expected a whole number, found a number"
        ),
        ("provider = \"offline\"\ntemperature = 2", "9: models.first.temperature: expected 0.0 to 1.0, found 2.0"),
    ]

    private func problems(_ text: String) -> [String] {
        do {
            _ = try TaskFile.parse(text, file: "renga.toml", folder: URL(filePath: "/nowhere"))
            return []
        } catch {
            #expect(error.status == .badTaskFile)
            return error.message.split(separator: "\n").map(String.init)
        }
    }

    @Test(arguments: mistakes)
    func aMistakeIsNamedWithItsLineKeyAndWhatWasExpected(text: String, problem: String) {
        #expect(problems(text) == [problem])
        // The same file as another system writes it.
        #expect(problems(text.replacingOccurrences(of: "\n", with: "\r\n")) == [problem])
    }

    @Test(arguments: models)
    func aModelThatCannotBeAskedIsNamed(text: String, problem: String) {
        #expect(problems("\(Self.valid)[models.first]\n\(text)\n") == ["renga.toml:\(problem)"])
    }
}
