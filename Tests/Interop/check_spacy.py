# needs: spacy
"""Does the script make a DocBin that a text categoriser can learn from?"""
import subprocess
import sys

from interop import LABELS, expect, renga, rows, skip, task

try:
    import spacy
    from spacy.tokens import DocBin
    from spacy.training import Example
except ImportError as error:
    skip(f"spacy: {error}")

seen = 0
for several in (False, True):
    folder, truth = task(several)
    renga("export", "-C", str(folder), "--format", "spacy", "-o", str(folder / "gold.jsonl"), "--split", "80/20")
    subprocess.run([sys.executable, str(folder / "gold-to-spacy.py")], check=True, capture_output=True)
    nlp = spacy.blank("xx")
    nlp.max_length = 10_000_000
    examples = []
    for split in ("train", "test"):
        docs = list(DocBin().from_disk(folder / f"gold-{split}.spacy").get_docs(nlp.vocab))
        lines = rows(folder / f"gold-{split}.jsonl")
        expect(len(docs) == len(lines), f"{len(docs)} docs of {len(lines)} lines")
        for doc, line in zip(docs, lines):
            text, chosen = truth[line["meta"]["id"]]
            expect(line["text"] == text and doc.text == text, f"the text of {line['meta']['id']}")
            expect(doc.cats == {l: float(l in chosen) for l in LABELS}, f"cats {doc.cats}")
            examples.append(Example.from_dict(nlp.make_doc(doc.text), {"cats": doc.cats}))
            seen += 1
    pipe = nlp.add_pipe("textcat_multilabel" if several else "textcat")
    small = [e for e in examples if len(e.reference.text) < 1000]
    nlp.initialize(lambda: small)
    expect(set(pipe.labels) == set(LABELS), f"labels {pipe.labels}")
    losses = nlp.update(small[:16])
    expect(list(losses.values())[0] >= 0, "it learns")
print(f"spacy {spacy.__version__}: {seen} items through the script, a text categoriser begins to learn")
