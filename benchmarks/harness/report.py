"""Tables in Markdown, everything in JSON, plots in SVG."""

import html
import json
import os

BAR, GAP, LEFT, WIDTH = 16, 6, 190, 760


def number(value, unit):
    return f"{value:,.0f}" if unit != "us" else f"{value:,.1f}"


def compared_text(summary):
    low, middle, high = summary["compared"]
    if summary["difference"]:
        return f"{middle:+.1f} ({low:+.1f} to {high:+.1f})"
    return f"{middle:.2f} ({low:.2f} to {high:.2f})"


def cell_text(summary):
    if summary is None:
        return "-"
    if "figure" not in summary:
        return "refused: " + (summary["objections"][0] if summary["objections"] else "no runs")
    text = f"{number(summary['figure'][1], summary['unit'])} | {compared_text(summary)}"
    if summary["loss"] is not None:
        text += f" | {100 * summary['loss']:.2f} %"
    if summary["sound"] < summary["wanted"]:
        text += f" | {summary['sound']} of {summary['wanted']} pairs"
    return text.replace(" | ", "<br>")


def table(kind, summaries):
    """One table of a kind: relays down, cells across."""
    mine = [s for s in summaries if s["kind"] == kind.name]
    cells, relays = unique(s["cell"] for s in mine), unique(s["relay"] for s in mine)
    if not mine:
        return ""
    at = {(s["relay"], s["cell"]): s for s in mine}
    lines = [f"## {kind.title} ({kind.unit})", "", "| relay | " + " | ".join(cells) + " |", "|---" * (len(cells) + 1) + "|"]
    lines += ["| " + " | ".join([relay] + [cell_text(at.get((relay, cell))) for cell in cells]) + " |" for relay in relays]
    return "\n".join(lines) + "\n"


def unique(values):
    return list(dict.fromkeys(values))


def plot(kind, summaries):
    """Bars of the medians with their quartiles, a group for each cell."""
    mine = [s for s in summaries if s["kind"] == kind.name and "figure" in s]
    if not mine:
        return None
    longest = max(s["figure"][2] for s in mine) or 1
    parts, y = [], 34
    for cell in unique(s["cell"] for s in mine):
        parts.append(f'<text x="8" y="{y + 12}" font-weight="bold">{html.escape(cell)}</text>')
        y += BAR + GAP
        for summary in (s for s in mine if s["cell"] == cell):
            low, middle, high = (LEFT + value / longest * (WIDTH - LEFT - 90) for value in summary["figure"])
            parts.append(f'<text x="{LEFT - 6}" y="{y + 12}" text-anchor="end">{html.escape(summary["relay"])}</text>'
                         f'<rect x="{LEFT}" y="{y}" width="{middle - LEFT:.1f}" height="{BAR}" fill="{colour(summary["relay"])}"/>'
                         f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y + BAR / 2}" y2="{y + BAR / 2}" stroke="#222" stroke-width="2"/>'
                         f'<text x="{high + 6:.1f}" y="{y + 12}">{number(summary["figure"][1], summary["unit"])}</text>')
            y += BAR + GAP
        y += GAP
    head = f'<text x="8" y="18" font-size="14">{html.escape(kind.title)} ({html.escape(kind.unit)})</text>'
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 8}" font-family="sans-serif" font-size="12">'
            f'<rect width="100%" height="100%" fill="white"/>{head}{"".join(parts)}</svg>\n')


def colour(relay):
    if relay.startswith("middleman"):
        return "#3b7dd8"
    return "#8a8a8a" if relay.startswith("c-") else "#d8963b"


def write(folder, kinds, summaries, facts, skipped, parts, yardstick):
    """Writes results.md, results.json and a plot for each kind; returns the Markdown, which ends with `parts`."""
    lines = ["# Results", "", *(f"- {name}: {value}" for name, value in facts.items())]
    lines += [f"- left out: {name}: {reason}" for name, reason in skipped.items()]
    lines += ["", f"Median; below it the median of what it is against the yardstick {yardstick} in the same pair (a ratio, or a difference for"
              " round trips) with its quartiles; below that the loss.", ""]
    text = "\n".join(lines) + "\n" + "\n".join(filter(None, [*(table(kind, summaries) for kind in kinds), parts]))
    save(folder, "results.md", text)
    save(folder, "results.json", json.dumps({"facts": facts, "skipped": skipped, "results": summaries}, indent=1))
    for kind in kinds:
        drawing = plot(kind, summaries)
        if drawing:
            save(folder, kind.name + ".svg", drawing)
    return text


def save(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
