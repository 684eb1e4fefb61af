"""What the checks share: tasks with hostile texts, the program, and ways to end."""
import json
import pathlib
import subprocess
import sys
import tempfile

LABELS = ["spam", "spam link", "Ünïcode: 'q'", "c++", "{{label}}"]

HOSTILE = [
    "plain",
    "=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "\ttab", "\r\nline", "＝1",
    "{{text}} {{ item.text }} {% raw %} {# no #} {{ env.HOME }}",
    "file:///etc/passwd", "package:x:y",
    "a\u2028b\u2029c\u0085d", "\ufeffbom", "tail\n", "  blanks  ",
    "null", "true", "3.14", "2026-11-01", "- yaml: [1, 2]", "\"quotes\" and \\ backslash", "comma, semicolon; |",
    "\U0001f469\u200d\U0001f467 \u202e rtl \u0000".replace("\u0000", ""), "<b>&amp;</b>", "\x1b[31mred\x7f",
    "x" * 100_000,
]


def skip(reason):
    print(reason)
    sys.exit(77)


def program():
    if len(sys.argv) != 2:
        sys.exit("usage: check_….py RENGA_PROGRAM")
    return sys.argv[1]


def renga(*arguments, status=0):
    end = subprocess.run([program(), *arguments], capture_output=True, text=True, encoding="utf-8")
    if end.returncode != status:
        sys.exit(f"renga {' '.join(arguments)}: status {end.returncode}\n{end.stdout}{end.stderr}")
    return end


def toml(text):
    return json.dumps(text)


def task(several=False, labels=LABELS, texts=HOSTILE, copies=4):
    """A task folder with every text several times; item i has the label i modulo their number. Returns it and the truth by id."""
    folder = pathlib.Path(tempfile.mkdtemp())
    tables = "".join(f"[[labels]]\nname = {toml(l)}\ndescription = \"it's {{0}} \\\"so\\\"\"\n" for l in labels)
    (folder / "renga.toml").write_text(
        f'[task]\nname = "In: \\"terop\\" {{x}}"\ninstructions = "Choose {{well}}.\\nTwo lines: {{{{x}}}}"\n'
        + ("multi-label = true\n" if several else "")
        + tables
        + '[models.first]\nprovider = "offline"\nmodel = "offline-small"\n',
        encoding="utf-8")
    truth = {}
    with open(folder / "items.jsonl", "w", encoding="utf-8") as lines:
        number = 0
        for copy in range(copies):
            for text in texts:
                # A word that no other copy has, so that no two are near duplicates.
                text = text if copy == 0 else f"{text} {'abcdefgh'[copy] * 5}{number}"
                identity = f"id-{number}"
                chosen = [l for i, l in enumerate(labels) if (number >> i) & 1] if several else [labels[number % len(labels)]]
                row = {"id": identity, "text": text, "meta": {"n": number, "deep": {"a": [1, None]}},
                       "decisions": [{"reviewer": "ana", "action": "override", "at": "2026-11-01T09:30:00Z",
                                      "label": "|".join(chosen) or "(none)" if several else chosen[0]}],
                       "predictions": [{"model": "offline-small", "confidence": 0.5,
                                        "label": labels[0]}] if number % 2 else []}
                lines.write(json.dumps(row) + "\n")
                truth[identity] = (text, chosen)
                number += 1
    renga("import", "-C", str(folder), str(folder / "items.jsonl"))
    return folder, truth


def rows(path):
    # Not splitlines(): U+2028 is no line end in JSON Lines.
    return [json.loads(line) for line in pathlib.Path(path).read_bytes().split(b"\n") if line]


def expect(holds, what):
    if not holds:
        sys.exit(f"not so: {what}")
