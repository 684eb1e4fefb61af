# needs: label-studio-sdk
"""Does label-studio-sdk find our tasks valid under our configuration, and read the labels from them? And back again?"""
import json
import pathlib

from interop import expect, renga, rows, skip, task

try:
    import importlib.metadata

    from label_studio_sdk.converter import Converter
    from label_studio_sdk.label_interface import LabelInterface
except ImportError as error:
    skip(f"label-studio-sdk: {error}")

seen = 0
for several in (False, True):
    folder, truth = task(several, copies=1)
    out = folder / "tasks.json"
    renga("export", "-C", str(folder), "--format", "label-studio", "-o", str(out))
    config = (folder / "tasks.config.xml").read_text(encoding="utf-8")
    interface = LabelInterface(config)
    interface.validate()
    tasks = json.loads(out.read_text(encoding="utf-8"))
    expect(len(tasks) == len(truth), f"{len(tasks)} tasks of {len(truth)}")
    expect(len({t["id"] for t in tasks}) == len(tasks), "ids are unique")
    for one in tasks:
        text, chosen = truth[one["data"]["renga_id"]]
        expect(one["data"]["text"] == text, f"the text of {one['data']['renga_id']}")
        for kind in ("annotations", "predictions"):
            for answer in one[kind]:
                problems = interface._validate_object(answer, return_errors=True)
                expect(not problems, f"{kind} of {one['data']['renga_id']}: {problems}")
        expect(len(one["annotations"]) == 1, "one annotation")
        said = one["annotations"][0]["result"]
        expect(sorted(said[0]["value"]["choices"]) == sorted(chosen), f"{said} is not {chosen}")
        seen += 1
    # The SDK's own flat exports of our file are read as annotations with the same labels.
    for annotated in tasks:
        for number, annotation in enumerate(annotated["annotations"]):
            annotation.update(id=number + 1, completed_by=7, created_at="2026-11-01T09:30:00Z", updated_at="2026-11-01T09:30:00Z")
    (folder / "ls.json").write_text(json.dumps(tasks))
    for form, name in (("JSON", "result.json"), ("JSON_MIN", "result.json"), ("CSV", "result.csv")):
        flat = folder / form
        if form == "JSON":
            flat.mkdir()
            (flat / name).write_text(json.dumps(tasks))
        else:
            Converter(config, project_dir=str(folder)).convert(str(folder / "ls.json"), str(flat), form, is_dir=False)
        other = folder / f"again-{form}"
        other.mkdir()
        (other / "renga.toml").write_text((folder / "renga.toml").read_text(encoding="utf-8"), encoding="utf-8")
        end = renga("import", "-C", str(other), str(flat / name))
        expect("read as label-studio" in end.stderr, f"{form}: {end.stderr}")
        renga("export", "-C", str(other), "--format", "jsonl", "-o", str(other / "gold.jsonl"))
        again = {row["id"]: row for row in rows(other / "gold.jsonl")}
        read = 0
        for identity, (text, chosen) in truth.items():
            row = again.get(identity)
            if row is None:
                # An empty set is no field in the flat forms.
                expect(several and not chosen and form != "JSON", f"{form}: {identity} is not there")
                continue
            expect(row["text"] == text, f"{form}: the text of {identity}: {row['text']!r:.80} is not {text!r:.80}")
            expect(sorted(row.get("labels") or [row["label"]]) == sorted(chosen) or not chosen, f"{form}: {row['label']} of {identity}")
            expect(row["reviewer"] == "7" and row["decided_at"] == "2026-11-01T09:30:00Z", f"{form}: {row['reviewer']}")
            read += 1
        expect(read > len(truth) // 2, f"{form}: {read} read")
version = importlib.metadata.version("label-studio-sdk")
print(f"label-studio-sdk {version}: {seen} tasks valid under our configuration; its JSON, JSON_MIN and CSV read back")
