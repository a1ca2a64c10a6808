"""Takes the measurements: relay and yardstick in turn, pair by pair."""

import json
import os
import statistics
import subprocess

from .relays import NATIVE, Failed

ALLOWED_LOSS = 0.001
# A relay is saturated when its processor has next to nothing left. The time in the relay's own account is no measure of that: the
# kernel's work for it in interrupts and what a hypervisor takes away are in nobody's. But it must be the relay that fills the processor.
SATURATED_IDLE = 0.05
SATURATED_BUSY = 0.5
# Where the generator cannot fill a relay, a flood comes in gusts: what is lost of it is lost in buffers, while the relay idles between
# them. Such a run is done again, steadily, at these shares of what arrived.
SLOWER = (0.7, 0.5)


class Cell:
    """One column of a table: how many flows, and what they carry."""

    def __init__(self, flows, size, train):
        self.flows, self.size, self.train = flows, size, train

    def title(self):
        load = f"{self.size} B" if self.train == 1 else f"{self.train} x {self.size} B"
        return f"{load}, {self.flows} flow{'s' if self.flows > 1 else ''}"

    def arguments(self):
        """Whoever sends trains can take them, too."""
        return [f"flows={self.flows}", f"size={self.size}", f"train={self.train}", f"gro={int(self.train > 1)}"]


class Kind:
    """What is measured: the generator's mode, the figure that counts, how a pair is compared, how many times as long a run is."""

    def __init__(self, name, title, unit, figure, mode, extra=(), difference=False, only_singles=False, length=1.0):
        self.name, self.title, self.unit, self.figure, self.mode = name, title, unit, figure, mode
        self.extra, self.difference, self.only_singles = list(extra), difference, only_singles
        self.length = length

    def runs(self):
        """Kinds with the same runs take their figures from one run."""
        return self.mode, *self.extra

    def is_flood(self):
        """Whether the sender is to go as fast as it can."""
        return self.mode == "flood" and not self.extra

    def compare(self, ours, base):
        return ours - base if self.difference else ours / base


KINDS = [
    Kind("cpu", "Processor time of the whole relay per forwarded datagram, at saturation", "ns", "relay_ns", "flood"),
    Kind("steady", "Processor time per forwarded datagram at 20,000 datagrams/s", "ns", "relay_ns", "flood", ["rate=20000"]),
    Kind("rate", "Highest rate with at most 0.1 % lost", "datagrams/s", "received_per_s", "search", length=0.5),
    Kind("p50", "Round trip through the relay and back, 1,000/s, median", "us", "p50_us", "pingpong", difference=True,
         only_singles=True, length=5),
    Kind("p99", "Round trip through the relay and back, 1,000/s, 99th percentile", "us", "p99_us", "pingpong", difference=True,
         only_singles=True, length=5),
    Kind("p999", "Round trip through the relay and back, 1,000/s, 99.9th percentile", "us", "p999_us", "pingpong", difference=True,
         only_singles=True, length=5),
]


def run_generator(relay, arguments, load_cpu, seconds, limit_seconds=240):
    """One run of the load generator; its JSON as a dictionary."""
    command = [os.path.join(NATIVE, "loadgen"), *relay.target(), f"relay-cpu={relay.cpu}", f"cpu={load_cpu}", f"seconds={seconds}",
               *arguments]
    try:
        relay.resume()
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit_seconds)
    except subprocess.TimeoutExpired as late:
        raise Failed(f"{relay.name}: no result within {limit_seconds} s") from late
    finally:
        relay.pause()
    if done.returncode:
        raise Failed(f"{relay.name}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def objection(kind, result):
    """Why nothing may be concluded from this run; None if it is sound."""
    spoilt = {key: result[key] for key in ("duplicates", "wrong_size", "altered") if result.get(key)}
    if spoilt:
        return "payload not as sent: " + ", ".join(f"{count} {key}" for key, count in spoilt.items())
    if kind.mode == "pingpong":
        return None if result["lost"] <= ALLOWED_LOSS * result["trips"] else f"{result['lost']} round trips lost"
    if kind.mode == "search":
        return None if result["received_per_s"] > 0 else "no rate without loss found"
    if gusty(result):
        return (f"{100 * result['loss']:.1f} % lost while the relay's processor was {100 * result['cpu_idle']:.0f} % idle"
                f" (the relay {100 * result['relay_busy']:.0f} % busy)")
    if result["loss"] > ALLOWED_LOSS and kind.extra:
        return f"{100 * result['loss']:.1f} % lost at a rate that should lose nothing"
    return None


def saturated(result):
    return result["cpu_idle"] < SATURATED_IDLE and result["relay_busy"] >= SATURATED_BUSY


def gusty(result):
    """Whether a flood lost datagrams that the relay had time for."""
    return result["loss"] > ALLOWED_LOSS and not saturated(result)


def run_for(kind, relay, arguments, load_cpu, seconds):
    """A run of this kind; of a flood that came in gusts, the first steady one that lost nothing, or the last one, with its rate."""
    result = run_generator(relay, arguments, load_cpu, seconds)
    arrived = result.get("received_per_s")
    for share in SLOWER if kind.is_flood() else ():
        if gusty(result):
            result = run_generator(relay, [*arguments, f"rate={share * arrived:.0f}"], load_cpu, seconds)
            result["steadily_at"] = share * arrived
    return result


class Series:
    """All pairs of one relay in one cell."""

    def __init__(self, relay, cell, kind):
        self.relay, self.cell, self.kind = relay, cell, kind
        self.pairs = []
        self.objections = []
        self.wanted = 0

    def add(self, ours, base):
        self.wanted += 1
        wrong = objection(self.kind, ours) or (objection(self.kind, base) and "yardstick: " + objection(self.kind, base))
        if wrong:
            self.objections.append(wrong)
        self.pairs.append({"relay": ours, "yardstick": base, "sound": not wrong})

    def fail(self, reason):
        self.wanted += 1
        self.objections.append(reason)

    def summary(self):
        """Medians and quartiles, or the reason why there are none."""
        sound = [pair for pair in self.pairs if pair["sound"]]
        result = {"relay": self.relay.name, "cell": self.cell.title(), "kind": self.kind.name, "unit": self.kind.unit,
                  "sound": len(sound), "wanted": self.wanted, "objections": self.objections, "pairs": self.pairs}
        losses = [pair["relay"].get("loss") for pair in self.pairs if pair["relay"].get("loss") is not None]
        result["loss"] = statistics.median(losses) if losses else None
        result["steadily"] = sum("steadily_at" in pair["relay"] for pair in self.pairs)
        if 2 * len(sound) <= self.wanted:
            return result
        figures = [pair["relay"][self.kind.figure] for pair in sound]
        compared = [self.kind.compare(pair["relay"][self.kind.figure], pair["yardstick"][self.kind.figure]) for pair in sound]
        result.update(figure=quartiles(figures), compared=quartiles(compared), difference=self.kind.difference)
        return result


def quartiles(values):
    if len(values) == 1:
        return [values[0]] * 3
    return statistics.quantiles(values, n=4, method="inclusive")


def measure_pair(group, yardstick, turn, load_cpu, plan):
    """The relay and the yardstick right after each other, for all kinds that share these runs; who goes first changes from pair to
    pair."""
    kind, cell, mine = group[0].kind, group[0].cell, group[0].relay
    arguments = [f"mode={kind.mode}", f"warm={plan.warm}", *cell.arguments(), *kind.extra]
    order = [yardstick, mine] if turn % 2 == 0 else [mine, yardstick]
    try:
        results = {relay.name: run_for(kind, relay, arguments, load_cpu, plan.seconds * kind.length) for relay in order}
    except Failed as failed:
        for series in group:
            series.fail(str(failed))
        return
    for series in group:
        series.add(results[mine.name], results[yardstick.name])
