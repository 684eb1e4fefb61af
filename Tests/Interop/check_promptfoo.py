# needs: pyyaml jinja2
"""The tests by promptfoo's rules (src/evaluatorHelpers.ts, assertions/equals.ts): what its template engine makes of texts.

nunjucks is a port of jinja2, which stands for it here: `{{`, `{%` and `{#` are the same in both."""
import json
import re

from interop import LABELS, expect, renga, rows, skip, task

try:
    import jinja2
    import yaml
except ImportError as error:
    skip(f"{error}")

engine = jinja2.Environment(keep_trailing_newline=True)


def resolve(variables):
    """resolveVariables and the loading of files: strings alone are looked at."""
    for key, value in variables.items():
        expect(not isinstance(value, str), f"the variable {key} is a string, and would be rendered")
    return variables


seen = 0
for several in (False, True):
    folder, truth = task(several)
    renga("export", "-C", str(folder), "--format", "promptfoo", "-o", str(folder / "gold.jsonl"))
    config = yaml.safe_load((folder / "gold-promptfooconfig.yaml").read_text(encoding="utf-8"))
    # readTests: of a name in a list, loadTestsFromGlob reads what any string of a test names as a file.
    expect(config["tests"] == "file://gold.jsonl", config["tests"])
    prompt = json.loads((folder / config["prompts"][0][len("file://"):]).read_text(encoding="utf-8"))
    for test in rows(folder / "gold.jsonl"):
        variables = resolve(test["vars"])
        text, chosen = truth[variables["item"]["id"]]
        # A prompt that is JSON: each string of it is rendered once.
        system, user = [engine.from_string(m["content"]).render(variables) for m in prompt]
        expect(user == text, f"the text came out as {user!r:.100}")
        expect("Two lines: {{x}}" in system and "it's {0}" in system, f"instructions {system}")
        check, = test["assert"]
        expect(check["type"] == "equals", check["type"])
        value = check["value"]
        if several:
            expect(value == {l: l in chosen for l in LABELS}, f"value {value}")
        else:
            expect(not re.match("file://|package:", value), value)
            expect(engine.from_string(value).render(variables) == chosen[0], f"value {value}")
        seen += 1
print(f"promptfoo (by its rules, with jinja2 for nunjucks): {seen} tests")
