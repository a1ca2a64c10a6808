"""What the KA server carries: registrations, refreshes and look-ups a second, and heap for each peer."""

import json
import os
import queue
import subprocess
import threading
import time

from . import relays
from .relays import Failed

NAMES = ["ka"]
# Each part by itself: the whole takes half an hour.
PARTS = ["ka-split", "ka-peers", "ka-registry"]
IP = "127.0.0.50"
PASSWORD = "benchmark"
# Room beyond the peers that are measured, for those that warm up and those that live.
SPARE = 20_000
WARM_PEERS = 1_000
LIVE = 500
# Peers of each population of the split, and how many arrive between two words about it.
SPLIT = 5_000
PORTION = 5_000
# How many classes of objects are named of those that a peer weighs.
CLASSES = 15
OBSERVATION = "dev.middleman.coap.CoapObserver"
# Nobody's objects: with them the collector fills gaps that it has not closed yet.
FILLER = "FillerElement"
# Observations that may be missing: one ends when the network loses what its beginning was acknowledged with.
MOST_MISSING = 0.001
MIDDLE_MEN = 4
ARRIVAL_SECONDS = 7200
ANSWER_SECONDS = 600
# After that nothing is kept of an exchange: the CoAP layer remembers a silent peer's message ids for 60 s, requests for 15 s.
SETTLE_SECONDS = 75
# The target: bytes of heap for a registered peer that observes its inbox, and refreshes a second on one processor.
MOST_BYTES, LEAST_REFRESHES = 4096, 10_000
STEPS = [("CONNECT", "DTLS association"), ("REGISTER", "registry entry"), ("OBSERVE", "CoAP exchange and observation")]
# What live peers do, how many of them at a time, and what it is called.
WORK = [("CONNECT", LIVE, "ping"), ("REFRESH", LIVE, "refresh"), ("LOOK_UP", 100, "look-up to Line"), ("LOOK_UP", LIVE, "look-up to Line")]
# Of each of them, seconds to warm up and to be counted.
WARM, COUNTED = 10, 10
TICKS = os.sysconf("SC_CLK_TCK")


class Program:
    """A Java program that answers each line of its input with a line of JSON."""

    def __init__(self, name, main, arguments, cpu, folder, heap):
        self.name = name
        self.log = os.path.join(folder, name + ".log")
        java = relays.find_java(17)
        path = os.pathsep.join([os.path.join(relays.JAVA, "classes"), os.path.join(relays.JAVA, "lib", "*")])
        command = ["taskset", "-c", str(cpu), java, *relays.launcher_options(java), "-Xmx" + heap, "-cp", path,
                   "dev.middleman.benchmarks.ka." + main, *arguments]
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
        self.lines = queue.Queue()
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        for line in self.process.stdout:
            self.lines.put(line)
        self.lines.put("")

    def answer(self, seconds=ANSWER_SECONDS):
        try:
            line = self.lines.get(timeout=seconds)
        except queue.Empty:
            line = ""
        if not line:
            raise Failed(f"{self.name}: {self.last_words()}")
        return json.loads(line)

    def tell(self, line):
        try:
            self.process.stdin.write(line + "\n")
            self.process.stdin.flush()
        except BrokenPipeError as gone:
            raise Failed(f"{self.name}: {self.last_words()}") from gone

    def ask(self, line, seconds=ANSWER_SECONDS):
        self.tell(line)
        return self.answer(seconds)

    def last_words(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            lines = [line.strip() for line in log if line.strip() and not line.startswith("\tat")]
        return lines[-1] if lines else "it said nothing"

    def busy_seconds(self):
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
            fields = file.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def stop(self):
        self.process.kill()
        self.process.wait()


def identity(folder):
    """A key and certificate for the server."""
    file = os.path.join(folder, "ka.p12")
    if not os.path.exists(file):
        tool = os.path.join(os.path.dirname(relays.find_java(17)), "keytool")
        subprocess.run([tool, "-genkeypair", "-alias", "ka", "-keyalg", "EC", "-groupname", "secp256r1", "-sigalg", "SHA256withECDSA", "-dname", "CN=ka",
                        "-storetype", "PKCS12", "-keystore", file, "-storepass", PASSWORD], check=True, capture_output=True)
    return file


class Pair:
    """A KA server and its load, each on a processor of its own."""

    def __init__(self, peers, cpu, load_cpu, folder):
        arguments = [f"ip={IP}", f"identity={identity(folder)}", f"password={PASSWORD}", f"peers={peers}"]
        self.ka = Program("ka", "RunKa", arguments, cpu, folder, "3g")
        self.load = None
        try:
            address = self.ka.answer()["ready"]
            self.load = Program("load", "LoadKa", [f"server={address}"], load_cpu, folder, "1g")
            self.load.answer()
        except Failed:
            self.stop()
            raise

    def arrive(self, count, step, say=lambda text: None):
        """So many more peers, and what the server says of them; it fails when the two do not agree. `say` tells how far it is."""
        before, busy, load_busy = self.ka.ask("heap"), self.ka.busy_seconds(), self.load.busy_seconds()
        row = {"arrived": 0, "seconds": 0}
        while row["arrived"] < count:
            portion = self.load.ask(f"arrive {min(PORTION, count - row['arrived'])} {step}", ARRIVAL_SECONDS)
            row["arrived"] += portion["arrived"]
            row["seconds"] += portion["seconds"]
            say(f"ka: {row['arrived']:,} of {count:,} are there, the last ones at {portion['arrived'] / portion['seconds']:,.0f} a second")
        row["server_us"] = (self.ka.busy_seconds() - busy) / count * 1e6
        row["load_us"] = (self.load.busy_seconds() - load_busy) / count * 1e6
        row["per_s"] = count / row["seconds"]
        after = self.ka.ask("heap")
        registered = 0 if step == "CONNECT" else count
        agree(step, "associations", after["associations"] - before["associations"], count)
        agree(step, "registrations", after["peers"] - before["peers"], registered)
        return row

    def settled(self, seconds):
        time.sleep(seconds)
        return self.ka.ask("heap")["heap"]

    def weighed(self, seconds, file):
        """The settled heap, and number and bytes of live objects by class; the server writes all of them to the file. What that needs itself
        is there when it answers."""
        time.sleep(seconds)
        heap = self.ka.ask(f"histogram {file}")["heap"]
        with open(file, encoding="utf-8") as histogram:
            rows = [line.split() for line in histogram]
        rows = [row for row in rows if len(row) > 3 and row[0].rstrip(":").isdigit() and FILLER not in row[3]]
        return heap, {row[3]: (int(row[1]), int(row[2])) for row in rows}

    def work(self, step, at_once, warm, seconds):
        self.load.tell(f"work {step} {at_once} {warm} {seconds}")
        self.load.answer()
        busy, load_busy, begun, overflown = self.ka.busy_seconds(), self.load.busy_seconds(), time.monotonic(), overflows()
        self.load.answer()
        took = time.monotonic() - begun
        busy, load_busy = self.ka.busy_seconds() - busy, self.load.busy_seconds() - load_busy
        row = self.load.answer()
        row.update(overflown=overflows() - overflown, server_busy=busy / took, load_busy=load_busy / took, server_us=busy / max(row["done"], 1) * 1e6)
        return row

    def stop(self):
        for program in (self.ka, self.load):
            if program:
                program.stop()


def overflows():
    """How many datagrams found a full socket buffer, of everyone in this network namespace."""
    with open("/proc/net/snmp", encoding="ascii") as file:
        names, values = [line.split() for line in file if line.startswith("Udp:")]
    return int(values[names.index("RcvbufErrors")])


def agree(step, what, seen, expected):
    if seen != expected:
        raise Failed(f"{step}: the server counts {seen} {what} where {expected} were made")


def observers(before, after):
    """How many observations have come and are still there."""
    return after[OBSERVATION][0] - before.get(OBSERVATION, (0, 0))[0]


def unobserved(peers, observed):
    """Why a weight is not believed; None if it is. Without its observation, a peer weighs less."""
    return None if observed >= peers * (1 - MOST_MISSING) else f"only {observed:,} inboxes are still observed"


def objection(row):
    """Why a rate is not believed; None if it is."""
    if row["done"] == 0:
        return "nothing was answered"
    if row["failed"]:
        return f"{row['failed']} refused"
    return None


class Ka:
    """All measurements of one run. `say` tells how far it is; `skipped` gets what failed, and why."""

    def __init__(self, plan, cpu, load_cpu, folder, skipped, say):
        self.plan, self.cpu, self.load_cpu, self.folder, self.skipped, self.say = plan, cpu, load_cpu, folder, skipped, say
        self.settle = SETTLE_SECONDS
        self.raw = {"split": [], "heap": [], "arrive": [], "work": [], "registry": []}

    def run(self):
        split = min(SPLIT, self.plan.peers[0])
        parts = zip(PARTS, (self.split, self.full, self.registry), ([split], self.plan.peers, [self.plan.registry]))
        for name, part, sizes in parts:
            for peers in sizes if {name, *NAMES} & set(self.plan.only) else []:
                try:
                    part(peers)
                except Failed as failed:
                    self.say(f"left out: {failed}")
                    self.skipped[f"KA server, {part.__name__} at {peers:,} peers"] = str(failed)
        return self.raw

    def warm(self, peers):
        self.say(f"ka: a server with room for {peers:,} peers")
        pair = Pair(peers + SPARE, self.cpu, self.load_cpu, self.folder)
        try:
            pair.arrive(WARM_PEERS, "OBSERVE")
            return pair, *pair.weighed(self.settle, os.path.join(self.folder, "warm.histogram"))
        except Failed:
            pair.stop()
            raise

    def split(self, peers):
        """Three populations, each of which goes one step further: the differences are what the steps cost."""
        pair, before, classes_before = self.warm(3 * peers)
        try:
            costs = []
            for step, _ in STEPS:
                self.say(f"ka: {peers:,} peers go as far as {step}")
                pair.arrive(peers, step, self.say)
                after, classes = pair.weighed(self.settle, os.path.join(self.folder, "split.histogram"))
                costs.append((after - before) / peers)
                before = after
            complaint = unobserved(peers, observers(classes_before, classes))
            if complaint:
                raise Failed(complaint)
            self.raw["split"].append({"peers": peers, "bytes": [costs[0], costs[1] - costs[0], costs[2] - costs[1]]})
        finally:
            pair.stop()

    def full(self, peers):
        """That many registered and observed, and what is left of the rates then."""
        pair, before, classes_before = self.warm(peers)
        try:
            self.say(f"ka: {peers:,} peers register")
            self.raw["arrive"].append({"peers": peers, **pair.arrive(peers, "OBSERVE", self.say)})
            after, classes = pair.weighed(self.settle, os.path.join(self.plan.out, f"ka-{peers}.histogram"))
            each = {name: (size - classes_before.get(name, (0, 0))[1]) / peers for name, (_, size) in classes.items()}
            observed = observers(classes_before, classes)
            self.raw["heap"].append({"peers": peers, "bytes": (after - before) / peers, "observed": observed, "classes": each})
            pair.load.ask(f"live {LIVE}")
            pair.load.ask(f"middlemen {MIDDLE_MEN}")
            idle = pair.settled(0)
            for step, at_once, title in WORK:
                self.say(f"ka: {title} by {LIVE} of {peers:,} peers, {at_once} at once")
                row = pair.work(step, at_once, WARM * self.plan.patience, COUNTED * self.plan.patience)
                self.raw["work"].append({"step": step, "title": title, "registered": peers, "held": pair.settled(0) - idle, **row})
        finally:
            pair.stop()

    def registry(self, peers):
        self.say(f"ka: {peers:,} peers in the registry itself")
        program = Program("registry", "RunRegistry", [f"peers={peers}", f"operations={peers}"], self.cpu, self.folder, "3g")
        try:
            self.raw["registry"].append(program.answer())
        finally:
            program.stop()
