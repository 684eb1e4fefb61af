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
            "renga.toml:7: second_opinion: unknown key; known here: task, labels, models, second-opinion, "
                + "routing, budget, review, privacy, filters"
        ),
        (
            "\(valid)nmae = \"x\"\n",
            "renga.toml:7: labels[2].nmae: unknown key; known here: name, title, description, key, examples, "
                + "severity, parent, conceal, error-cost-usd"
        ),
        ("\(valid)[[labels]]\ntitle = \"C\"\n", "renga.toml:7: labels[3].name: expected the label's name"),
        (
            "\(valid)[[labels]]\nname = \"A\"\n",
            "renga.toml:8: labels[3].name: \"A\" and \"a\" are one label: names are compared without regard to case"
        ),
        ("\(valid)[[labels]]\nname = \" \"\n", "renga.toml:8: labels[3].name: expected a name, found white space"),
        (
            "\(valid)parent = \"c\"\n",
            "renga.toml:7: labels[2].parent: expected the name of another label, found \"c\""
        ),
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
            "\(valid)[routing]\nc = \"first\"\n",
            "renga.toml:8: routing.c: \"c\" is no label of this task; its labels: a, b"
        ),
        (
            "\(valid)[routing]\na = \"third\"\n",
            "renga.toml:8: routing.a: expected the name of a [models] table (first, second); found \"third\""
        ),
        (
            "\(valid)[privacy]\nredact = [\"email\", \"shoe\"]\n",
            "renga.toml:8: privacy.redact: expected some of email, phone, card, iban, ip, url; found \"shoe\""
        ),
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
        ("provider = \"openai\"", "7: models.first.model: expected a model id, such as gpt-5.4"),
        (
            "provider = \"bedrock\"",
            "7: models.first.model: expected a model id, such as global.anthropic.claude-haiku-4-5-20251001-v1:0"
        ),
        ("provider = \"vertex\"", "7: models.first.model: expected a model id, such as claude-haiku-4-5@20251001"),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\nregion = \"us-east-1\"",
            "10: models.first.region: provider = \"anthropic\" has no use for it; leave it out"
        ),
        (
            "provider = \"openai\"\nmodel = \"m\"\ncache = \"5m\"",
            "10: models.first.cache: provider = \"openai\" has no use for it; leave it out"
        ),
        (
            "provider = \"vertex\"\nmodel = \"m\"\ntoken-command = []",
            "10: models.first.token-command: expected a program and its arguments: "
                + "[\"gcloud\", \"auth\", \"print-access-token\"]"
        ),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\napi-key-env = \"A\"\napi-key-file = \"b\"",
            "11: models.first.api-key-file: expected one of api-key-file and api-key-env, found both"
        ),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\nanswer-form = \"xml\"",
            "10: models.first.answer-form: expected one of schema, tool, json, plain; found \"xml\""
        ),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\ntimeout-seconds = 0",
            "10: models.first.timeout-seconds: expected 1 to 3600, found 0"
        ),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\nsamples = 26",
            "10: models.first.samples: expected 1 to 25, found 26"
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
            "9: models.first.samples: provider = \"offline\" has no use for it; leave it out"
        ),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\nthinking = true",
            "10: models.first.thinking: expected \"off\", one of minimal, low, medium, high, xhigh, max, "
                + "or a number of tokens from 1024 to 21000"
        ),
        (
            "provider = \"anthropic\"\nmodel = \"m\"\nthinking = 100",
            "10: models.first.thinking: expected \"off\", one of minimal, low, medium, high, xhigh, max, "
                + "or a number of tokens from 1024 to 21000"
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
