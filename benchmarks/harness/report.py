"""Tables in Markdown, everything in JSON, plots in SVG."""

import json
import os

from . import plots


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
    if summary["steadily"]:
        text += f" | {summary['steadily']} of {summary['wanted']} runs not flooded"
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
    groups = [(cell, [(s["relay"], s["figure"], number(s["figure"][1], s["unit"])) for s in mine if s["cell"] == cell])
              for cell in unique(s["cell"] for s in mine)]
    return plots.bars(f"{kind.title} ({kind.unit})", groups)


def runs_once(summaries):
    """The summaries without their runs, and the runs: several kinds of figures are taken from the same ones."""
    runs, lean = {}, []
    for summary in summaries:
        rest = {key: value for key, value in summary.items() if key != "pairs"}
        same = (summary["relay"], summary["cell"], *(id(pair["relay"]) for pair in summary["pairs"]))
        run = runs.setdefault(same, {"relay": summary["relay"], "cell": summary["cell"], "kinds": [], "pairs": summary["pairs"]})
        run["kinds"].append(summary["kind"])
        lean.append(rest)
    return lean, list(runs.values())


def write(folder, kinds, summaries, facts, skipped, parts, yardstick):
    """Writes results.md, results.json and a plot for each kind; returns the Markdown, which ends with `parts`."""
    lines = ["# Results", "", *(f"- {name}: {value}" for name, value in facts.items())]
    lines += [f"- left out: {name}: {reason}" for name, reason in skipped.items()]
    lines += ["", f"Median; below it the median of what it is against the yardstick {yardstick} in the same pair (a ratio, or a difference for"
              " round trips) with its quartiles; below that the loss.", ""]
    text = "\n".join(lines) + "\n" + "\n".join(filter(None, [*(table(kind, summaries) for kind in kinds), parts]))
    save(folder, "results.md", text)
    lean, runs = runs_once(summaries)
    save(folder, "results.json", json.dumps({"facts": facts, "skipped": skipped, "results": lean, "runs": runs}, indent=1))
    for kind in kinds:
        drawing = plot(kind, summaries)
        if drawing:
            save(folder, kind.name + ".svg", drawing)
    return text


def save(folder, name, text):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write(text)
