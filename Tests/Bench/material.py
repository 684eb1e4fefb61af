"""Task folders and items for the measurements: the same ones in every run."""

import json
import pathlib
import random
import shutil

LABELS = ["billing", "technical", "account", "general"]
SAMPLE = pathlib.Path(__file__).resolve().parents[2] / "samples" / "support-tickets"

WORDS = (
    "invoice charged twice refund card payment plan price sync error crash upload page white login password code "
    "reset owner member role export folder note search missing slow phone update Rechnung Konto Fehler mot passe "
    "facture cuenta contraseña 請求書 同期 パスワード hello thanks question team school offer mobile since yesterday "
    "again please cannot where how when the my on after with"
).split()


def make_task(folder):
    """A task with the sample's definition, and no items."""
    folder.mkdir(parents=True)
    for name in ("renga.toml", "guidelines.md"):
        shutil.copy(SAMPLE / name, folder / name)
    return folder


def item(number, rng):
    return {
        "id": f"bench-{number:06}",
        "text": " ".join(rng.choice(WORDS) for _ in range(rng.randint(12, 48))),
        "meta": {"channel": rng.choice(["email", "chat", "web"]), "plan": rng.choice(["free", "pro", "team"])},
    }


def prediction(model, label, confidence):
    return {"model": model, "label": label, "confidence": confidence}


def write_items(path, count, opinions=(), decided=False):
    """Writes `count` items as JSON Lines; gives the id of the one a reviewer sees first in the uncertain order."""
    rng = random.Random(20_26)
    lowest = (2.0, "")
    with open(path, "w", encoding="utf-8") as file:
        for number in range(count):
            element = item(number, rng)
            truth = rng.choice(LABELS)
            made = []
            for place, model in enumerate(opinions):
                right = rng.random() < (0.8, 0.93)[place]
                # Six digits: two items are never equally uncertain, so the first one is known.
                confidence = round(rng.uniform(0.25, 0.99), 6)
                made.append(prediction(model, truth if right else rng.choice(LABELS), confidence))
            if made:
                element["predictions"] = made
                lowest = min(lowest, (made[0]["confidence"], element["id"]))
            if decided:
                first = made[0]["label"]
                element["decisions"] = [{
                    "reviewer": "ana", "action": "accept" if first == truth else "override", "label": truth,
                    "at": "2026-11-01T09:30:00Z", "seconds": 2.5, "note": "", "shown": [made[0]["model"]],
                }]
            file.write(json.dumps(element, ensure_ascii=False) + "\n")
    return lowest[1]


def write_lines(items, path):
    """The texts of a file of items, one a line: what a pager gets to show."""
    with open(items, encoding="utf-8") as source, open(path, "w", encoding="utf-8") as file:
        for line in source:
            file.write(json.loads(line)["text"] + "\n")
