extension TaskFile {
    /// A commented task file for `renga init`.
    ///
    /// - Parameters:
    ///   - labels: their names; empty: two to be replaced.
    ///   - haiku: the model id written for the first opinion; `opus` for the second.
    ///   - multiLabel: an item can have several labels, or none.
    ///   - offline: write the embedded offline models instead, which need no key and no network.
    package static func template(
        name: String, labels: [String], haiku: String, opus: String, offline: Bool, multiLabel: Bool = false
    ) -> String {
        let provider = offline ? "offline" : "anthropic"
        let names = labels.isEmpty ? ["yes", "no"] : labels
        // Explained once: a file with 77 labels is to be read too.
        let tables = names.enumerated().map { index, name in
            index == 0
                ? """
                [[labels]]
                name = \(quoted(name))                 # the stored value
                # title = "..."             # what reviewers see
                # key = "b"                 # a letter beside the digit; not one a command of the review has
                # error-cost-usd = 2.50     # what it costs to take such an item for another, for evaluate
                # severity = "high"         # misses and false alarms of it are counted apart
                # parent = "billing"         # the label this one belongs under: the picker shows a tree
                # conceal = true             # texts that models put here stay hidden until a key shows them
                description = ""            # what belongs here: sent to the models, shown to reviewers
                examples = []               # a few short texts that belong here

                """
                : """
                [[labels]]
                name = \(quoted(name))
                description = ""
                examples = []

                """
        }
        return """
            # A Renga task. Then: renga import FILE, renga review. Unknown keys are refused, so typing errors show.

            [task]
            name = \(quoted(name))
            instructions = "\(multiLabel ? "Choose every label that fits the text." : "Choose the label that fits the text best.")"   # sent to the models, shown to reviewers
            # guidelines = "guidelines.md"    # a longer text beside this file: sent to the models too
            \(multiLabel ? "" : "# ")multi-label = true              # an item can have several labels, or none
            # model-table = "models.toml"     # prices and capabilities that go before the shipped ones

            \(tables.joined(separator: "\n"))
            # The first opinion: cheap, asked about every item.
            [models.first]
            provider = "\(provider)"     # anthropic, openai, bedrock, vertex, or offline (no key, no network)
            model = "\(offline ? "offline-small" : haiku)"
            # base-url = "https://..."  # a gateway, or a server of your own
            # api-key-env = "..."       # another variable that holds the key; else ANTHROPIC_API_KEY, OPENAI_API_KEY, ...
            # api-key-file = "..."      # or a file that holds it, readable by you alone
            # key-header = "bearer"     # bearer or x-api-key, for gateways that know only one of them
            # region = "us-east-1"      # bedrock and vertex
            # project = "..."           # vertex
            # token-command = ["gcloud", "auth", "print-access-token"]   # vertex
            # answer-form = "schema"    # schema, tool, json or plain; else the best that the model takes
            # max-tokens = 512          # of an answer
            # temperature = 0.0         # for models that take one
            # thinking = "off"          # off, low, medium, high, xhigh, max, or a number of tokens
            # samples = 1               # more: confidence is the share of answers that agree; each is paid for
            # cache = "off"             # off, 5m or 1h: prompt caching
            # concurrency = 8           # requests under way at once
            # timeout-seconds = 300     # for one request

            # The second opinion: strong, asked when it pays.
            [models.second]
            provider = "\(provider)"
            model = "\(offline ? "offline-large" : opus)"

            # Further tables, such as [models.third], are further models, in this order.

            [second-opinion]
            below-confidence = 0.80     # ask under this confidence of the first opinion
            sample = 0.05               # and about this share of all items: the same ones every time
            labels = []                 # and every item whose first opinion is one of these
            on-invalid-output = true
            on-refusal = true
            # repair = true             # ask once more after an answer that cannot be read

            # [routing]
            # some-label = "second"     # items that get this label go straight to that model; "first": it is trusted

            # [privacy]
            # redact = ["email", "phone", "card", "iban", "ip", "url"]   # masked before sending

            [budget]                    # US dollars; without a limit, leave the line out
            total-usd = 5.00            # stop before this is passed; what is left stays in the queue
            daily-usd = 1.00            # a day in UTC
            # run-usd = 0.50            # one classify, or one review

            [review]
            order = "uncertain"         # uncertain, disagreement, oldest, newest, random, informative
            random-share = 0.10         # share of every list in random order: estimates for all items rest on it
            blind-sample = 0.10         # share of items shown without the models' answers until decided
            theme = "dark"              # a name in themes/, or the path of a .toml file
            # mouse = true              # click, wheel, drag the divider; Z m turns it on and off
            # group = false             # every item has a line, however alike the texts are
            # audit = 0.05              # share that acceptance by rule leaves to be decided blind
            # reveal = "after-choice"   # choose first, then the models' answers appear; else "at-once"
            # peers = "shown"           # what others decided; else "hidden" until you have decided the item
            # overlap = 2               # so many reviewers decide an item; where they differ, it is adjudicated
            # overlap-share = 0.2       # only this share of the items; the others are decided by one
            # truth = "majority"        # single, majority, adjudicated or dawid-skene
            # reviewer-usd-per-hour = 30.00   # what an hour of review costs, for evaluate
            # conceal = true            # every text stays hidden until a key shows it
            # filter = "conf<0.8"       # the filter that the review opens with
            # idle = 60                 # seconds without a key that count as work at most
            # pace = true               # show decisions a minute from the start
            # hints = false             # no word when decisions come faster than one reads, or drift
            # break-after = "50min"     # of work: suggest a break; else none is suggested

            # Filters with a name: lists of the Tab key, and @unsure in the filter line.
            # [filters]
            # unsure = "conf<0.8 -has:second"

            """
    }

    /// A TOML basic string.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16, uppercase: true)
                result += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
