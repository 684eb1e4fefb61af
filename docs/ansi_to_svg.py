"""Reads a screen with ANSI colours (tmux capture-pane -e) on standard input, writes it as an SVG.

Every word stands at the x of its column, so that no viewer's font moves anything; lines and bars are shapes.
Standard library only. Arguments: columns rows.
"""
import ctypes
import locale
import re
import sys
import unicodedata
from xml.sax.saxutils import escape

CELL, LINE, SIZE, PAD = 8.43, 18, 14, 14
GROUND, INK = "#16181d", "#d8dbe2"
ANSI = (
    "#2b303b #e06c75 #98c379 #e5c07b #61afef #c678dd #56b6c2 #c8ccd4 "
    "#5c6370 #e88388 #b1d196 #ebd09c #8ac6f2 #d7a1e7 #7bc6d0 #ffffff"
).split()
PICTURES = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS HT LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB ESC FS GS RS US SP"
).split()
ESCAPE = re.compile(r"\x1b(?:\[([0-9;:]*)([A-Za-z])|\][^\x07\x1b]*(?:\x07|\x1b\\)|[()].)|[\x0e\x0f]")

locale.setlocale(locale.LC_ALL, "C.UTF-8")
libc = ctypes.CDLL(None)


def width(character):
    """In cells, as tmux counts it: with the C library's own table."""
    found = libc.wcwidth(ctypes.c_wchar(character))
    if found >= 0:
        return found
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def palette(number):
    if number < 16:
        return ANSI[number]
    if number >= 232:
        return "#%02x%02x%02x" % ((8 + 10 * (number - 232),) * 3)
    number -= 16
    levels = (0, 95, 135, 175, 215, 255)
    return "#%02x%02x%02x" % (levels[number // 36], levels[number // 6 % 6], levels[number % 6])


class Style:
    """The attributes in force at a cell."""

    def __init__(self):
        self.clear()

    def clear(self):
        self.fg = self.bg = None
        self.bold = self.dim = self.italic = self.underline = self.reverse = False

    def apply(self, parameters):
        codes = [int(code or 0) for code in re.split("[;:]", parameters or "0")]
        while codes:
            code = codes.pop(0)
            if code == 0:
                self.clear()
            elif code in (1, 2, 3, 4, 7):
                setattr(self, {1: "bold", 2: "dim", 3: "italic", 4: "underline", 7: "reverse"}[code], True)
            elif code == 22:
                self.bold = self.dim = False
            elif code in (23, 24, 27):
                setattr(self, {23: "italic", 24: "underline", 27: "reverse"}[code], False)
            elif code in (38, 48):
                kind = codes.pop(0)
                if kind == 5:
                    color = palette(codes.pop(0))
                else:
                    color = "#%02x%02x%02x" % tuple(codes[:3])
                    del codes[:3]
                setattr(self, "fg" if code == 38 else "bg", color)
            elif code in (39, 49):
                setattr(self, "fg" if code == 39 else "bg", None)
            elif 30 <= code <= 37 or 90 <= code <= 97:
                self.fg = ANSI[code - 30 if code < 90 else code - 82]
            elif 40 <= code <= 47 or 100 <= code <= 107:
                self.bg = ANSI[code - 40 if code < 100 else code - 92]

    def look(self):
        fg, bg = self.fg or INK, self.bg
        if self.reverse:
            fg, bg = bg or GROUND, fg
        return fg, bg, self.bold, self.dim, self.italic, self.underline


def cells(line, style):
    """(column, width, text, look) of each cell; marks without a width belong to the cell before."""
    found, column, position = [], 0, 0
    while position < len(line):
        match = ESCAPE.match(line, position)
        if match:
            if match.group(2) == "m":
                style.apply(match.group(1))
            position = match.end()
            continue
        character = line[position]
        position += 1
        wide = width(character)
        if found and (wide == 0 or found[-1][2].endswith("\u200d")):
            at, size, text, look = found[-1]
            # An emoji selector makes the sign before it two cells wide.
            grown = 2 if character == "\ufe0f" else size
            column += grown - size
            found[-1] = (at, grown, text + character, look)
            continue
        found.append((column, wide, character, style.look()))
        column += wide
    return found


def runs(found):
    """Words of one look as (column, cells, text, look). What a font may draw in its own way stands alone."""
    result, joins = [], False
    for column, size, text, look in found:
        is_simple = size == 1 and len(text) == 1 and text != " " and ord(text) < 0x2500
        if joins and is_simple and result[-1][3] == look:
            at, total, before, _ = result[-1]
            result[-1] = (at, total + size, before + text, look)
        else:
            result.append((column, size, text, look))
        joins = is_simple
    return result


def shape(text, x, y, color):
    """Lines and blocks as shapes: fonts leave gaps between them. None: the text is to be written."""
    if text == "─":
        return f'<rect x="{x:.1f}" y="{y + LINE / 2 - 0.5}" width="{CELL + 0.3:.1f}" height="1" fill="{color}"/>'
    if text == "│":
        return f'<rect x="{x + CELL / 2 - 0.5:.1f}" y="{y}" width="1" height="{LINE}" fill="{color}"/>'
    if len(text) == 1 and "█" <= text <= "▏":
        part = (0x2590 - ord(text)) / 8
        extra = 0.3 if part == 1 else 0
        return f'<rect x="{x:.1f}" y="{y + 4}" width="{part * CELL + extra:.1f}" height="{LINE - 7}" fill="{color}"/>'
    return None


def draw(line, row, style):
    """Backgrounds first, so that none covers a neighbour's ink."""
    found = cells(line, style)
    top = PAD + row * LINE
    start = 0
    for index, (column, size, _, look) in enumerate(found):
        if index + 1 < len(found) and found[index + 1][3][1] == look[1]:
            continue
        first, last = found[start][0], column + size
        start = index + 1
        if look[1]:
            yield (
                f'<rect x="{PAD + first * CELL:.1f}" y="{top}" width="{(last - first) * CELL:.1f}" '
                f'height="{LINE}" fill="{look[1]}"/>'
            )
    for column, _, text, (fg, _, bold, dim, italic, underline) in runs(found):
        if text == " ":
            continue
        x = PAD + column * CELL
        if drawn := shape(text, x, top, fg):
            yield drawn
            continue
        extra = ' font-weight="bold"' if bold else ""
        extra += ' opacity="0.65"' if dim else ""
        extra += ' font-style="italic"' if italic else ""
        extra += ' text-decoration="underline"' if underline else ""
        if "\u2400" <= text <= "\u2420" and len(text) == 1:
            # Few fonts have the pictures of control characters: their letters, small.
            text = PICTURES[ord(text) - 0x2400]
            extra += f' font-size="{SIZE / len(text) * 0.95:.1f}"'
        yield f'<text x="{x:.1f}" y="{top + 13.5}" fill="{fg}"{extra}>{escape(text)}</text>'


def main():
    columns, rows = int(sys.argv[1]), int(sys.argv[2])
    lines = sys.stdin.buffer.read().decode("utf-8", "replace").split("\n")[:rows]
    size = f"{columns * CELL + 2 * PAD:.0f}", f"{rows * LINE + 2 * PAD}"
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}" '
        f'viewBox="0 0 {size[0]} {size[1]}" role="img">'
    )
    print("<title>Renga: reviewing support tickets that two models disagree about</title>")
    print(f'<rect width="100%" height="100%" rx="8" fill="{GROUND}"/>')
    fonts = "'DejaVu Sans Mono', 'Liberation Mono', Menlo, Consolas, monospace"
    print(f'<g font-family="{fonts}" font-size="{SIZE}">')
    style = Style()
    for row, line in enumerate(lines):
        for element in draw(line, row, style):
            print(element)
    print("</g></svg>")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main()
