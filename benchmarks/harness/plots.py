"""Bars in SVG, readable on light and on dark ground."""

import html

BAR, GAP, LEFT, WIDTH = 16, 6, 190, 760

STYLE = ("<style>"
         ".ground{fill:#fff}.ink{fill:#222}.line{stroke:#222;stroke-width:2}"
         ".ours{fill:#3b7dd8}.plain{fill:#8a8a8a}.other{fill:#d8963b}"
         "@media(prefers-color-scheme:dark){.ground{fill:#16181c}.ink{fill:#e6e6e6}.line{stroke:#e6e6e6}"
         ".ours{fill:#6ea8f5}.plain{fill:#a5a5a5}.other{fill:#e8b066}}"
         "</style>")


def bars(title, groups):
    """A plot of `groups`: pairs of a heading and its bars, each a name, (low, middle, high) and the text beside it. None if there are
    no bars."""
    highs = [figures[2] for _, rows in groups for _, figures, _ in rows]
    if not highs:
        return None
    longest = max(highs) or 1
    parts, y = [], 34
    for heading, rows in groups:
        parts.append(f'<text class="ink" x="8" y="{y + 12}" font-weight="bold">{html.escape(heading)}</text>')
        y += BAR + GAP
        for name, figures, label in rows:
            low, middle, high = (LEFT + value / longest * (WIDTH - LEFT - 90) for value in figures)
            parts.append(f'<text class="ink" x="{LEFT - 6}" y="{y + 12}" text-anchor="end">{html.escape(name)}</text>'
                         f'<rect class="{paint(name)}" x="{LEFT}" y="{y}" width="{middle - LEFT:.1f}" height="{BAR}"/>')
            if high > low:
                parts.append(f'<line class="line" x1="{low:.1f}" x2="{high:.1f}" y1="{y + BAR / 2}" y2="{y + BAR / 2}"/>')
            parts.append(f'<text class="ink" x="{high + 6:.1f}" y="{y + 12}">{html.escape(label)}</text>')
            y += BAR + GAP
        y += GAP
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{y + 8}" font-family="sans-serif" font-size="12">{STYLE}'
            f'<rect class="ground" width="100%" height="100%"/><text class="ink" x="8" y="18" font-size="14">{html.escape(title)}</text>'
            f'{"".join(parts)}</svg>\n')


def paint(relay):
    if relay.startswith("middleman"):
        return "ours"
    return "plain" if relay.startswith("c-") else "other"
