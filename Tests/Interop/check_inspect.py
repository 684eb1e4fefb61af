# needs: inspect-ai
"""Does inspect_ai read the samples, and judge a model that always says the same?"""
import os

from interop import LABELS, expect, renga, skip, task

try:
    import inspect_ai
    from inspect_ai.dataset import json_dataset
    from inspect_ai.model import ModelOutput, ModelUsage, get_model
except ImportError as error:
    skip(f"inspect-ai: {error}")

import importlib.util
import json

seen = 0
for several in (False, True):
    folder, truth = task(several, copies=1)
    renga("export", "-C", str(folder), "--format", "inspect", "-o", str(folder / "gold.jsonl"))
    for sample in json_dataset(str(folder / "gold.jsonl")):
        text, chosen = truth[sample.id]
        expect(sample.input == text, f"the text of {sample.id}: {sample.input!r:.100}")
        expect(sample.target == (chosen if several else chosen[0]), f"the target of {sample.id}: {sample.target}")
        expect(sample.metadata["provenance"] == "single", f"metadata {sample.metadata}")
        seen += 1
    expect(seen >= len(truth), "every item")
    os.chdir(folder)
    spec = importlib.util.spec_from_file_location("gold_task", folder / "gold-task.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    always = json.dumps({l: l == LABELS[0] for l in LABELS}) if several else LABELS[0].upper()
    output = ModelOutput.from_content("mockllm/model", always)
    # Without it the model counts tokens itself, with a table from the network.
    output.usage = ModelUsage(input_tokens=1, output_tokens=1, total_tokens=2)
    model = get_model("mockllm/model", custom_outputs=[output] * 500)
    log = inspect_ai.eval(module.labels(), model=model, display="none", log_dir=str(folder / "logs"))[0]
    expect(log.status == "success", f"status {log.status}: {log.error.message if log.error else None}")
    accuracy = log.results.scores[0].metrics["accuracy"].value
    right = sum(chosen == [LABELS[0]] for _, chosen in truth.values()) / len(truth)
    expect(abs(accuracy - right) < 1e-9, f"accuracy {accuracy} where {right} are right")
    system = log.samples[0].messages[0].content if log.samples else module.INSTRUCTIONS
    expect("{{x}}" in system and "it's {0}" in system, f"instructions {system}")
print(f"inspect_ai {inspect_ai.__version__}: {seen} samples as they were, the task's accuracy is the one counted by hand")
