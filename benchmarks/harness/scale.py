"""What many sessions cost: memory, the time to set them up, their KEEPs, and the sweep over them."""

import statistics
import time

from . import plots, relays
from .measuring import ALLOWED_LOSS, quartiles, run_generator

# So many only through the first transport: they take a minute to latch.
MANY = 1_000_000
NAMES = ["memory", "setup", "keep", "sweep"]
# The first is measured at every size and in full.
TRANSPORTS = ["ffm", "netty-epoll", "netty-nio"]
# As few as the runner has room for; they warm the base up.
LEAST = 64
KEEP_SECONDS = 20
# Below this share of the wanted rate, the generator itself is the limit.
OFFERED = 0.97
STEPS = [1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
PINGED = 100
# For a million sessions at a tenth of the rate that is wanted.
LIMIT_SECONDS = 2000
# A heap that is all there from the start and never grows, so that only what lies beside it differs.
FIXED_HEAP = ["-Xms64m", "-Xmx64m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC", "-XX:MaxDirectMemorySize=4g"]

# One compiler, the simple one: the other's memory comes and goes by the megabyte, and would count as sessions.
WEIGHED = ["-XX:TieredStopAtLevel=1"]


class Table(relays.Middleman):
    """A middle-man with so many sessions. Its peers latch when `latch` is called, once."""

    def __init__(self, transport, sessions, options):
        super().__init__(transport, 25 if transport == "ffm" else 17)
        self.name += f"-{sessions}"
        self.java_options = [*FIXED_HEAP, *options]
        self.sessions = sessions

    def up(self, ip, cpu, folder):
        self.start(ip, self.sessions, cpu, folder)
        return self

    def latch(self, load_cpu):
        return self.ask("setup", self.sessions, load_cpu, 0)

    def ask(self, mode, flows, load_cpu, seconds, *more):
        return run_generator(self, [f"mode={mode}", f"flows={flows}", *more], load_cpu, seconds, LIMIT_SECONDS)

    def keep(self, load_cpu, rate, seconds):
        return self.ask("keep", self.sessions, load_cpu, seconds, f"rate={rate}", "warm=1", "latched=1")


def resident_bytes(process):
    with open(f"/proc/{process.pid}/smaps_rollup", encoding="ascii") as file:
        return next(1024 * int(line.split()[1]) for line in file if line.startswith("Rss:"))


def settled_bytes(process):
    """What stays when the JVM's compilers have nothing left to do."""
    time.sleep(3)
    return resident_bytes(process)


class Scale:
    """All measurements of one run. `say` tells how far it is; `skipped` gets what failed, and why."""

    def __init__(self, plan, transports, cpu, load_cpu, folder, skipped, say):
        self.plan, self.transports, self.cpu, self.load_cpu, self.folder, self.say = plan, transports, cpu, load_cpu, folder, say
        self.skipped = skipped
        self.raw = {"memory": [], "setup": [], "keep": [], "sweep": []}

    def table(self, transport, sessions, options=(), ip="127.0.0.40"):
        self.say(f"scale: starting middleman-{transport} for {sessions:,} sessions")
        return Table(transport, sessions, options).up(ip, self.cpu, self.folder)

    def latched(self, table):
        result = table.latch(self.load_cpu)
        self.say(f"scale: {table.name}: {result['sessions_per_s']:,.0f} sessions/s")
        return result

    def warm(self, table):
        """The same work in every table, so that the same code is compiled in each."""
        table.keep(self.load_cpu, 1000, 5)

    def base(self, transport):
        table = self.table(transport, LEAST, WEIGHED)
        try:
            idle = settled_bytes(table.process)
            self.latched(table)
            self.warm(table)
            return {"transport": transport, "sessions": 0, "idle": idle, "resident": settled_bytes(table.process)}
        finally:
            table.stop()

    def weigh(self, transport, sessions, base):
        table = self.table(transport, sessions, WEIGHED)
        try:
            self.latched(table)
            self.warm(table)
            resident = settled_bytes(table.process)
            self.raw["memory"].append({"transport": transport, "sessions": sessions, "resident": resident,
                                       "per_session": (resident - base["resident"]) / sessions})
        finally:
            table.stop()

    def work(self, transport, sessions):
        """Sets a table up and takes all other figures that need it full."""
        table = self.table(transport, sessions)
        try:
            self.raw["setup"].append({"transport": transport, **self.latched(table)})
            if sessions == max(self.plan.sessions) and transport == self.transports[0]:
                if "keep" in self.plan.only:
                    self.keep(table)
                if "sweep" in self.plan.only:
                    self.sweep(table)
        finally:
            table.stop()

    def keep(self, table):
        """The highest share of one KEEP a leg in 20 s that is carried with all but a thousandth answered."""
        full = 2 * table.sessions / KEEP_SECONDS
        for share in STEPS:
            self.say(f"scale: KEEPs at {share:.0%} of {full:,.0f}/s")
            result = table.keep(self.load_cpu, full * share, KEEP_SECONDS * self.plan.patience)
            self.raw["keep"].append({"transport": table.transport, "sessions": table.sessions, "share": share, "wanted_per_s": full * share,
                                     **result})
            if carried(self.raw["keep"][-1]):
                return

    def sweep(self, table):
        """Round trips through this table and through a nearly empty one, in turn."""
        empty = self.table(table.transport, PINGED, ip="127.0.0.41")
        try:
            self.latched(empty)
            for each in (table, empty):
                each.ask("flood", PINGED, self.load_cpu, each.warm_seconds(), "warm=0", "latched=1")
                self.ping(each)
            for pair in range(self.plan.pairs):
                self.say(f"scale: sweep, pair {pair + 1} of {self.plan.pairs}")
                order = [table, empty] if pair % 2 == 0 else [empty, table]
                results = {each.name: self.ping(each) for each in order}
                self.raw["sweep"].append({"full": results[table.name], "empty": results[empty.name]})
        finally:
            empty.stop()

    def ping(self, table):
        return table.ask("pingpong", PINGED, self.load_cpu, 20 * self.plan.patience, "rate=1000", "warm=1", "latched=1")

    def yardstick(self):
        """The table of routes of plain C, for comparison: it knows addresses only."""
        before = None
        for flows in [1, *self.plan.sessions]:
            relay = relays.Yardstick("mmsg")
            relay.start("127.0.0.42", flows, self.cpu, self.folder)
            try:
                resident = resident_bytes(relay.process)
            finally:
                relay.stop()
            before = before or resident
            self.raw["memory"].append({"transport": relay.name, "sessions": flows, "resident": resident,
                                       "per_session": (resident - before) / flows})

    def run(self):
        if "memory" in self.plan.only:
            self.yardstick()
        for transport in self.transports:
            try:
                self.run_transport(transport)
            except relays.Failed as failed:
                self.say(f"left out: {failed}")
                self.skipped[f"the rest of many sessions through {transport}"] = str(failed)
        return self.raw

    def run_transport(self, transport):
        first = transport == self.transports[0]
        sizes = [sessions for sessions in self.plan.sessions if first or sessions < MANY]
        if "memory" in self.plan.only:
            base = self.base(transport)
            self.raw["memory"].append(base)
            for sessions in sizes:
                self.weigh(transport, sessions, base)
        if "setup" not in self.plan.only:
            sizes = sizes[-1:] if first and {"keep", "sweep"} & set(self.plan.only) else []
        for sessions in sizes:
            self.work(transport, sessions)


def carried(row):
    """What was not sent cannot be lost: then the load generator was the limit, or somebody else took its processor."""
    return row["loss"] <= ALLOWED_LOSS and row["sent_per_s"] >= OFFERED * row["wanted_per_s"]


def memory_lines(rows):
    yield from ["### Resident memory", "", "| relay | sessions | MB | B per session beyond the base |", "|---|---|---|---|"]
    for row in rows:
        beyond = f"{row['per_session']:,.0f}" if row.get("per_session") else f"base; {row.get('idle', row['resident']) / 1e6:,.1f} MB cold"
        yield f"| {row['transport']} | {row['sessions']:,} | {row['resident'] / 1e6:,.1f} | {beyond} |"


def setup_lines(rows):
    yield from ["### Sessions opened and latched", "", "| transport | sessions | per second | relay busy |", "|---|---|---|---|"]
    for row in rows:
        yield f"| {row['transport']} | {row['flows']:,} | {row['sessions_per_s']:,.0f} | {row['relay_busy']:.0%} |"


def keep_lines(rows):
    yield from ["### One KEEP a leg in 20 s", "", "| transport | sessions | share of the load | KEEPs/s | answers lost | relay busy | ns per KEEP |"
                " carried |", "|---|---|---|---|---|---|---|---|"]
    for row in rows:
        short = row["sent_per_s"] < OFFERED * row["wanted_per_s"]
        verdict = "yes" if carried(row) else "not sent: no verdict" if short else "no"
        yield (f"| {row['transport']} | {row['sessions']:,} | {row['share']:.0%} | {row['sent_per_s']:,.0f} | {row['loss']:.2%}"
               f" | {row['relay_busy']:.0%} | {row['relay_ns']:,.0f} | {verdict} |")


def sweep_lines(pairs):
    yield from ["### Round trip while a full table is swept", "",
                "| quantile | full, us | empty, us | full/empty, median of the pairs (quartiles) |", "|---|---|---|---|"]
    for figure, title in (("p50_us", "p50"), ("p99_us", "p99"), ("p999_us", "p99.9")):
        full, empty = ([pair[side][figure] for pair in pairs] for side in ("full", "empty"))
        low, middle, high = quartiles([ours / base for ours, base in zip(full, empty)])
        yield (f"| {title} | {statistics.median(full):,.1f} | {statistics.median(empty):,.1f}"
               f" | {middle:.2f} ({low:.2f} to {high:.2f}) |")


def plot(raw):
    """Resident memory by the number of sessions; None where none was measured."""
    rows = [row for row in raw["memory"] if "resident" in row]
    groups = [(f"{sessions:,} sessions", [(name_of(row), [row["resident"] / 1e6] * 3, f"{row['resident'] / 1e6:,.1f}")
                                          for row in rows if row["sessions"] == sessions])
              for sessions in sorted({row["sessions"] for row in rows})]
    return plots.bars("Resident memory of the process (MB)", groups)


def name_of(row):
    return row["transport"] if row["transport"].startswith("c-") else "middleman-" + row["transport"]


def text(raw):
    """The tables of what was measured."""
    parts = [("memory", memory_lines), ("setup", setup_lines), ("keep", keep_lines), ("sweep", sweep_lines)]
    lines = [line for name, lines_of in parts if raw[name] for line in [*lines_of(raw[name]), ""]]
    return "\n".join(["## Many sessions", "", *lines]) if lines else ""
