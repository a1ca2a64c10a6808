"""The tables of what was measured of a KA server."""

from .ka import CLASSES, LEAST_REFRESHES, LIVE, MOST_BYTES, STEPS, objection, unobserved


def verdict(good):
    return "met" if good else "missed"


def heap_lines(raw):
    yield from ["### Heap for each registered peer that observes its inbox, settled", "", f"| peers | B for each | {MOST_BYTES} B |", "|---|---|---|"]
    for row in raw["heap"]:
        complaint = unobserved(row["peers"], row["observed"])
        judged = f"no verdict: {complaint}" if complaint else verdict(row["bytes"] <= MOST_BYTES)
        yield f"| {row['peers']:,} | {row['bytes']:,.0f} | {judged} |"
    for row in raw["split"]:
        parts = ", ".join(f"{title} {cost:,.0f} B" for (_, title), cost in zip(STEPS, row["bytes"]))
        yield from ["", f"Of that, in a run with three times {row['peers']:,} peers: {parts}."]
    for row in raw["heap"][-1:]:
        yield from ["", f"With {row['peers']:,}, by class of object:", "", "| class | B for each |", "|---|---|"]
        largest = sorted(row["classes"].items(), key=lambda item: item[1], reverse=True)
        for name, size in largest[:CLASSES]:
            yield f"| `{name}` | {size:,.0f} |"
        yield f"| {len(largest) - CLASSES:,} others | {sum(size for _, size in largest[CLASSES:]):,.0f} |"


def arrive_lines(raw):
    yield from ["### Peers that connect, register and observe", "", "| peers | per second | server's processor, us each | load's |", "|---" * 4 + "|"]
    for row in raw["arrive"]:
        yield f"| {row['peers']:,} | {row['per_s']:,.0f} | {row['server_us']:,.0f} | {row['load_us']:,.0f} |"


def work_lines(raw):
    yield from [f"### {LIVE} peers ask without a pause", "", "| what | registered | at once | per second | refused | sent again | found a full buffer | p50, us | p99, us | server busy"
                " | load busy | server's processor, us each | then held, MB |", "|---" * 13 + "|"]
    for row in raw["work"]:
        complaint = objection(row)
        rate = f"no verdict: {complaint}" if complaint else f"{row['per_s']:,.0f}"
        if row["step"] == "REFRESH" and not complaint:
            rate += f" ({LEAST_REFRESHES:,} {verdict(row['per_s'] >= LEAST_REFRESHES)})"
        yield (f"| {row['title']} | {row['registered']:,} | {row['at_once']:,} | {rate} | {row['failed']:,} | {row['sent_again']:,} | {row['overflown']:,} | {row['p50_us']:,.0f}"
               f" | {row['p99_us']:,.0f} | {row['server_busy']:.0%} | {row['load_busy']:.0%} | {row['server_us']:,.0f} | {row['held'] / 1e6:,.0f} |")


def registry_lines(raw):
    yield from ["### The registry itself, without network and signatures", "", "| peers | B for each | registrations/s | refreshes/s | inboxes read/s"
                " | a look-up then |", "|---" * 6 + "|"]
    for row in raw["registry"]:
        yield (f"| {row['peers']:,} | {row['bytes'] / row['peers']:,.0f} | {row['registrations_per_s']:,.0f} | {row['refreshes_per_s']:,.0f}"
               f" | {row['reads_per_s']:,.0f} | {'taken' if row['look_up_taken'] else 'refused'} |")


def text(raw):
    """The tables of what was measured."""
    parts = [(raw["heap"] or raw["split"], heap_lines), (raw["arrive"], arrive_lines), (raw["work"], work_lines), (raw["registry"], registry_lines)]
    lines = [line for rows, lines_of in parts if rows for line in [*lines_of(raw), ""]]
    return "\n".join(["## KA server", "", *lines]) if lines else ""
