"""Renames the subset fonts: "Source" is a reserved name, and a modified font must not carry it.

    pip install fonttools brotli && python3 rename.py
"""
from pathlib import Path

from fontTools.ttLib import TTFont

for path in sorted(Path(__file__).parent.glob("sans-*.*")):
    font = TTFont(path, recalcTimestamp=False)
    style = "SemiBold" if "600" in path.name else "Regular"
    names = {1: "Polku Sans", 2: style, 3: f"3.052;Polku Sans {style}", 4: f"Polku Sans {style}", 6: f"PolkuSans-{style}"}
    for record in list(font["name"].names):
        if record.nameID in names:
            record.string = names[record.nameID]
        elif record.nameID > 25:
            font["name"].removeNames(nameID=record.nameID)
    font.save(path)
