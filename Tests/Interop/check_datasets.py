# needs: datasets
"""Does datasets.load_dataset read the folder: every text, every class, every split?"""
from interop import expect, renga, skip, task

try:
    import datasets
except ImportError as error:
    skip(f"datasets: {error}")

datasets.disable_progress_bars()
seen = 0
for several in (False, True):
    folder, truth = task(several)
    labels = [l for l in __import__("interop").LABELS]
    place = str(folder / "hub")
    for split in (None, "70/20/10"):
        renga("export", "-C", str(folder), "--format", "huggingface", "-o", place, "--license", "cc-by-4.0",
              *(["--split", split] if split else []))
        data = datasets.load_dataset(place, cache_dir=str(folder / "cache"))
        expect(list(data) == (["train", "validation", "test"] if split else ["train"]), f"splits {list(data)}")
        feature = data["train"].features["label"]
        classes = feature.feature if several else feature
        expect(classes.names == labels, f"class names {classes.names}")
        found = {}
        for part in data.values():
            for row in part:
                chosen = row["label"] if several else [row["label"]]
                found[row["id"]] = (row["text"], [classes.int2str(c) for c in chosen])
                expect(isinstance(row["meta"], str), "meta is a text")
        expect(set(found) == set(truth), "every item once")
        for identity, said in truth.items():
            expect(found[identity] == said, f"{identity}: {found[identity]!r:.200} is {said!r:.200}")
        seen += len(found)
print(f"datasets {datasets.__version__}: {seen} items, texts, classes and splits as they were")
