"""What is lost, and how long nothing arrives, when a middle-man moves from one transport to another under traffic."""

import json
import os
import statistics
import subprocess
import time

from . import relays
from .measuring import ALLOWED_LOSS, run_generator

NAMES = ["swap"]
PAIRS = [("netty-epoll", "ffm"), ("netty-nio", "ffm"), ("netty-nio", "netty-epoll")]
FLOWS = 100
RATE = 20_000
SWAPS = 20
# Between these two nothing may be lost; how long the pause may be is not promised.
LOSSLESS = {"netty-epoll", "ffm"}
MOST_PAUSE_MS = 50
# The window in which gaps are looked for begins so long after a run of the generator, and lasts so long.
WARM, SECONDS = 0.2, 1.0
# With a swap it is longer, because the first one of a JVM takes a second or more: it is rehearsed while all goes on.
SWAP_AT, SWAP_SECONDS = WARM + 0.3, 2.0
ANSWER_SECONDS = 20
# Below this share of the wanted rate, somebody else took the generator's processor.
OFFERED = 0.97
FIELDS = ("from", "to", "way", "sessions", "node_lost", "swap_ms")


class Movable(relays.Middleman):
    """A middle-man with all transports at hand in one JVM, on the first of a pair."""

    def __init__(self, first, second):
        super().__init__("ffm", 25)
        self.first, self.second = first, second
        self.name = f"middleman-{first}-{second}"

    def command(self, flows, folder):
        return [word if word != "transport=ffm" else f"transport={self.first}" for word in super().command(flows, folder)]

    def move(self, transport):
        """Has it move, and waits for what it says of that."""
        before = len(self.answers())
        self.process.stdin.write(transport.encode("ascii") + b"\n")
        self.process.stdin.flush()
        end = time.monotonic() + ANSWER_SECONDS
        while len(self.answers()) == before:
            if self.process.poll() is not None or time.monotonic() > end:
                raise relays.Failed(f"{self.name} does not move to {transport}: {self.last_words()}")
            time.sleep(0.01)
        words = self.answers()[-1].split()[1:]
        return {name: word if name in ("from", "to", "way") else float(word) if name == "swap_ms" else int(word)
                for name, word in zip(FIELDS, words)}

    def answers(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return [line for line in log if line.startswith("swap ") and line.endswith("\n")]


class Swaps:
    """All pairs of one run. `say` tells how far it is; `skipped` gets what failed, and why."""

    def __init__(self, pairs, swaps, cpu, load_cpu, folder, skipped, say):
        self.pairs, self.swaps, self.cpu, self.load_cpu, self.folder, self.skipped, self.say = (
            pairs, swaps, cpu, load_cpu, folder, skipped, say)

    def run(self):
        raw = []
        for first, second in self.pairs:
            try:
                raw.append({"first": first, "second": second, "runs": self.to_and_fro(first, second)})
            except relays.Failed as failed:
                self.say(f"left out: {failed}")
                self.skipped[f"swaps between {first} and {second}"] = str(failed)
        return raw

    def to_and_fro(self, first, second):
        """In a JVM of its own for each pair, so that the first swap is one that nothing has been made ready for."""
        relay = Movable(first, second)
        self.say(f"swap: starting a middle-man on {first}")
        relay.start("127.0.0.50", FLOWS, self.cpu, self.folder)
        try:
            run_generator(relay, self.load(latched=0), self.load_cpu, relay.warm_seconds())
            runs = []
            for number in range(self.swaps):
                to = second if number % 2 == 0 else first
                control = run_generator(relay, self.load(), self.load_cpu, SECONDS)
                moved = self.around(relay, to)
                runs.append({"control": control, **moved})
                self.say(f"[{number + 1}/{self.swaps}] to {to}: lost {moved['load']['lost']}, longest gap"
                         f" {moved['load']['longest_gap_ms']:.1f} ms (without a swap: {control['longest_gap_ms']:.1f} ms)")
            return runs
        finally:
            relay.stop()

    def load(self, latched=1):
        return ["mode=flood", f"rate={RATE}", f"warm={WARM}", f"flows={FLOWS}", "both=0", "size=200", f"latched={latched}"]

    def around(self, relay, to):
        """One swap while a run of the generator lasts."""
        command = [os.path.join(relays.NATIVE, "loadgen"), *relay.target(), f"cpu={self.load_cpu}", f"seconds={SWAP_SECONDS}", *self.load()]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as generator:
            time.sleep(SWAP_AT)
            asked_ns = time.monotonic_ns()
            try:
                moved = relay.move(to)
            finally:
                answered_ns = time.monotonic_ns()
                out, err = generator.communicate(timeout=60)
        if generator.returncode:
            raise relays.Failed(f"{relay.name}: {err.strip()}")
        load = json.loads(out)
        return {**moved, "load": load, "inside": load["begin_ns"] < asked_ns and answered_ns < load["end_ns"]}


def objection(run):
    """Why nothing may be concluded from this run; None if it is sound."""
    if not run["inside"]:
        return "the swap did not lie within the generator's window"
    if min(run[side]["sent_per_s"] for side in ("load", "control")) < OFFERED * RATE:
        return "the generator did not send what it should"
    if run["control"]["lost"]:
        return f"{run['control']['lost']} lost without a swap"
    spoilt = [key for key in ("duplicates", "wrong_size", "altered") if run["load"][key]]
    return f"payload not as sent: {', '.join(spoilt)}" if spoilt else None


def kept(first, second, lost, gaps):
    """Whether the promise held in all swaps: nothing lost, or next to nothing within a second and a short pause."""
    if {first, second} == LOSSLESS:
        return max(lost) == 0
    return max(lost) <= ALLOWED_LOSS * RATE and max(gaps) <= MOST_PAUSE_MS


def two(values, digits):
    return f"{statistics.median(values):,.{digits}f} / {max(values):,.{digits}f}"


def node_text(runs):
    known = [run for run in runs if run["node_lost"] >= 0]
    if not known:
        return "unknown"
    agree = sum(run["node_lost"] == run["load"]["lost"] for run in known)
    return f"{two([run['node_lost'] for run in known], 0)}; agrees in {agree} of {len(runs)}"


def row(pair):
    sound = [run for run in pair["runs"] if not objection(run)]
    title = f"| {pair['first']} <-> {pair['second']} | {len(sound)} of {len(pair['runs'])}"
    if 2 * len(sound) <= len(pair["runs"]):
        return f"{title} | refused: {objection(pair['runs'][0]) or 'too few sound runs'} |" + " - |" * 7
    lost = [run["load"]["lost"] for run in sound]
    gaps = [run["load"]["longest_gap_ms"] for run in sound]
    controls = [run["control"]["longest_gap_ms"] for run in sound]
    ways = "/".join(sorted({run["way"] for run in sound}))
    first = pair["runs"][0]
    return (f"{title} | {ways} | {two(lost, 0)} | {node_text(sound)} | {two(gaps, 1)} | {first['load']['longest_gap_ms']:.1f}"
            f" | {two(controls, 1)} | {two([run['swap_ms'] for run in sound], 0)}"
            f" | {'yes' if kept(pair['first'], pair['second'], lost, gaps) else 'no'} |")


def text(raw):
    """The table of what was measured."""
    if not raw:
        return ""
    lines = ["## Moving between transports under traffic", "",
             f"{RATE:,} datagrams/s over {FLOWS} flows, swaps in a row to and fro; median / most. Lost: in the {WARM + SWAP_SECONDS:.1f} s around the"
             " swap. Promised: nothing lost between epoll and ffm; with NIO at most"
             f" {ALLOWED_LOSS * RATE:.0f} (0.1 % of a second) and a gap of at most {MOST_PAUSE_MS} ms.", "",
             "| between | sound swaps | way | lost | lost, as the node counts | longest gap of a flow, ms | that of the first swap |"
             " longest gap without a swap | a swap takes, ms | kept |", "|---" * 10 + "|"]
    return "\n".join([*lines, *map(row, raw), ""])
