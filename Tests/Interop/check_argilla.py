# needs: argilla requests
"""Does argilla build settings and records from our files, and do we read what it makes of them?"""
import json
import os
import uuid

from interop import expect, renga, rows, skip, task

os.environ["ARGILLA_API_KEY"] = "none"
os.environ["ARGILLA_API_URL"] = "http://127.0.0.1:9"
try:
    import argilla as rg
    from argilla._api._client import APIClient
    from argilla.records._io import GenericIO, JsonIO
except ImportError as error:
    skip(f"argilla: {error}")
# There is no server to say hello to.
APIClient._validate_connection = lambda self: None

seen = 0
for several in (False, True):
    folder, truth = task(several, copies=1)
    out = folder / "records.json"
    renga("export", "-C", str(folder), "--format", "argilla", "-o", str(out))
    settings = rg.Settings.from_json(folder / "records.settings.json")
    settings.validate()
    question = settings.questions["label"]
    expect(isinstance(question, rg.MultiLabelQuestion if several else rg.LabelQuestion), f"{question}")
    users = json.loads((folder / "records.users.json").read_text(encoding="utf-8"))
    records = JsonIO._records_from_json(out)
    expect(len(records) == len(truth), f"{len(records)} records of {len(truth)}")
    for record in records:
        text, chosen = truth[record.id]
        expect(record.fields["text"] == text, f"the text of {record.id}")
        responses = list(record.responses)
        expect(len(responses) == 1 and responses[0].status == "submitted", f"{responses}")
        value = responses[0].value
        expect(sorted(value if several else [value]) == sorted(chosen), f"{value} is not {chosen}")
        expect(users[str(responses[0].user_id)] == "ana" and uuid.UUID(str(responses[0].user_id)).version == 5, "the user")
        expect(all(v in question.labels for v in (value if several else [value])), "the labels are the question's")
        seen += 1
    # Argilla's own forms of the records: dictionaries, and the columns of a dataset.
    forms = {"dict": GenericIO.to_list(records, flatten=False), "columns": GenericIO.to_list(records, flatten=True)}
    for name, made in forms.items():
        other = folder / name
        other.mkdir()
        (other / "renga.toml").write_text((folder / "renga.toml").read_text(encoding="utf-8"), encoding="utf-8")
        with open(other / "in.jsonl", "w", encoding="utf-8") as lines:
            lines.writelines(json.dumps(row, default=str) + "\n" for row in made)
        end = renga("import", "-C", str(other), str(other / "in.jsonl"))
        expect("read as argilla" in end.stderr, f"{name}: {end.stderr}")
        renga("export", "-C", str(other), "--format", "jsonl", "-o", str(other / "gold.jsonl"))
        again = {row["id"]: row for row in rows(other / "gold.jsonl")}
        expect(again.keys() == truth.keys(), f"{name}: {len(again)} of {len(truth)}")
        for identity, (text, chosen) in truth.items():
            row = again[identity]
            expect(row["text"] == text, f"{name}: the text of {identity}")
            expect(sorted(row["labels"] if several else [row["label"]]) == sorted(chosen), f"{name}: {row['label']} of {identity}")
            expect(bool(row["predictions"]) == bool(int(identity[3:]) % 2), f"{name}: the predictions of {identity}")
print(f"argilla {rg.__version__}: settings and {seen} records built; its dictionaries and columns read back")
