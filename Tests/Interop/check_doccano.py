"""Does what doccano's JSONL parser and label reader do with our file give the labels? doccano is a server, so its few lines
are followed here: backend/data_import/pipeline/parsers.py and readers.py, backend/data_export/pipeline/formatters.py."""
import csv
import json

from interop import expect, renga, rows, task

seen = 0
for several in (False, True):
    folder, truth = task(several, copies=1)
    renga("export", "-C", str(folder), "--format", "doccano", "-o", str(folder / "out.jsonl"))
    made = rows(folder / "out.jsonl")
    expect(len(made) == len(truth), f"{len(made)} of {len(truth)}")
    for row in made:
        text, chosen = truth[row["id"]]
        expect(row["text"] == text and sorted(row["label"]) == sorted(chosen) and row["Comments"] == [], f"{row}"[:200])
        seen += 1
    # As its JSONL and its CSV are made (pandas: to_json, to_csv), by the formatters' rules.
    exports = {"jsonl": folder / "d.jsonl", "csv": folder / "d.csv"}
    with open(exports["jsonl"], "w", encoding="utf-8") as lines:
        for number, row in enumerate(made):
            lines.write(json.dumps({**row, "id": number, "ref": row["id"]}, ensure_ascii=False) + "\n")
    with open(exports["csv"], "w", encoding="utf-8", newline="") as lines:
        table = csv.writer(lines, lineterminator="\n")
        table.writerow(["id", "text", "ref", "label", "Comments"])
        for number, row in enumerate(made):
            table.writerow([number, row["text"], row["id"], "#".join(sorted(row["label"])), ""])
    for name, path in exports.items():
        other = folder / name
        other.mkdir()
        (other / "renga.toml").write_text((folder / "renga.toml").read_text(encoding="utf-8"), encoding="utf-8")
        end = renga("import", "-C", str(other), str(path))
        expect("read as doccano" in end.stderr, f"{name}: {end.stderr}")
        renga("export", "-C", str(other), "--format", "jsonl", "-o", str(other / "gold.jsonl"))
        for row in rows(other / "gold.jsonl"):
            text, chosen = truth[row["meta"]["ref"]]
            expect(row["text"] == text, f"{name}: the text {row['text']!r:.80} is not {text!r:.80}")
            expect(sorted(row["labels"] if several else [row["label"]]) == sorted(chosen), f"{name}: {row['label']}")
            expect(row["provenance"] == "imported", f"{name}: {row['provenance']}")
print(f"doccano's rules: {seen} lines as they were; its JSONL and CSV read back")
