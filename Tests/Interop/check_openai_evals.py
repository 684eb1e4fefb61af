# needs: pyyaml
"""The samples and the registry by the documented rules (docs/build-eval.md, registry.py, match.py, json_match.py)."""
import json

from interop import LABELS, expect, renga, rows, skip, task

try:
    import yaml
except ImportError as error:
    skip(f"pyyaml: {error}")

seen = 0
for several in (False, True):
    folder, truth = task(several)
    end = renga("export", "-C", str(folder), "--format", "openai-evals", "-o", str(folder / "gold.jsonl"), "--split", "80/20")
    warned = "Match counts" in end.stderr
    expect(warned != several and (several or '"spam link" begins as "spam"' in end.stderr), f"the warning: {end.stderr}")
    registry = yaml.safe_load((folder / "gold-registry.yaml").read_text(encoding="utf-8"))
    base = registry["gold"]
    expect(base["id"] in registry and base["metrics"] == ["accuracy"], f"registry {registry}")
    found = {}
    for name, entry in registry.items():
        if name == "gold":
            continue
        expect(len(name.split(".")) == 3, f"{name} is base, split and version")
        expect(entry["class"] == f"evals.elsuite.basic.{'json_match:JsonMatch' if several else 'match:Match'}", entry["class"])
        for sample in rows(folder / entry["args"]["samples_jsonl"]):
            expect([m["role"] for m in sample["input"]] == ["system", "user"], f"roles {sample['input']}")
            ideal = [l for l, holds in json.loads(sample["ideal"]).items() if holds] if several else [sample["ideal"]]
            found[sample["id"]] = (sample["input"][1]["content"], ideal)
            expect("{{x}}" in sample["input"][0]["content"], "the instructions")
    expect(found == truth, "every text and every ideal")
    seen += len(found)
print(f"openai-evals (by its rules, no package is run): {seen} samples, {len(LABELS)} labels")
