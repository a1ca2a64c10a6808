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
IP = "127.0.0.50"
PASSWORD = "benchmark"
# Room beyond the peers that are measured, for those that warm up and those that live.
SPARE = 20_000
WARM_PEERS = 1_000
LIVE = 500
MIDDLE_MEN = 4
ARRIVAL_SECONDS = 7200
ANSWER_SECONDS = 600
# After that nothing is kept of an exchange: the CoAP layer remembers a silent peer's message ids for 60 s, requests for 15 s.
SETTLE_SECONDS = 75
# The target: bytes of heap for a registered peer that observes its inbox, and refreshes a second on one processor.
MOST_BYTES, LEAST_REFRESHES = 4096, 10_000
STEPS = [("CONNECT", "DTLS association"), ("REGISTER", "registry entry"), ("OBSERVE", "CoAP exchange and observation")]
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

    def arrive(self, count, step):
        """So many more peers, and what the server says of them; it fails when the two do not agree."""
        before, busy = self.ka.ask("heap"), self.ka.busy_seconds()
        row = self.load.ask(f"arrive {count} {step}", ARRIVAL_SECONDS)
        row["server_us"] = (self.ka.busy_seconds() - busy) / count * 1e6
        row["per_s"] = count / row["seconds"]
        after = self.ka.ask("heap")
        registered = 0 if step == "CONNECT" else count
        agree(step, "associations", after["associations"] - before["associations"], count)
        agree(step, "registrations", after["peers"] - before["peers"], registered)
        return row

    def settled(self, seconds):
        time.sleep(seconds)
        return self.ka.ask("heap")["heap"]

    def work(self, step, warm, seconds):
        self.load.tell(f"work {step} {warm} {seconds}")
        self.load.answer()
        busy, load_busy, begun = self.ka.busy_seconds(), self.load.busy_seconds(), time.monotonic()
        self.load.answer()
        took = time.monotonic() - begun
        busy, load_busy = self.ka.busy_seconds() - busy, self.load.busy_seconds() - load_busy
        row = self.load.answer()
        row.update(server_busy=busy / took, load_busy=load_busy / took, server_us=busy / max(row["done"], 1) * 1e6)
        return row

    def stop(self):
        for program in (self.ka, self.load):
            if program:
                program.stop()


def agree(step, what, seen, expected):
    if seen != expected:
        raise Failed(f"{step}: the server counts {seen} {what} where {expected} were made")


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
        for part, sizes in ((self.split, self.plan.peers[:1]), (self.full, self.plan.peers), (self.registry, [self.plan.registry])):
            for peers in sizes:
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
            return pair, pair.settled(self.settle)
        except Failed:
            pair.stop()
            raise

    def split(self, peers):
        """Three populations, each of which goes one step further: the differences are what the steps cost."""
        pair, before = self.warm(3 * peers)
        try:
            costs = []
            for step, _ in STEPS:
                self.say(f"ka: {peers:,} peers go as far as {step}")
                pair.arrive(peers, step)
                after = pair.settled(self.settle)
                costs.append((after - before) / peers)
                before = after
            self.raw["split"].append({"peers": peers, "bytes": [costs[0], costs[1] - costs[0], costs[2] - costs[1]]})
        finally:
            pair.stop()

    def full(self, peers):
        """That many registered and observed, and what is left of the rates then."""
        pair, before = self.warm(peers)
        try:
            self.say(f"ka: {peers:,} peers register")
            self.raw["arrive"].append({"peers": peers, **pair.arrive(peers, "OBSERVE")})
            bytes_each = (pair.settled(self.settle) - before) / peers
            self.raw["heap"].append({"peers": peers, "bytes": bytes_each})
            pair.ka.ask(f"histogram {os.path.join(self.plan.out, f'ka-{peers}.histogram')}")
            pair.load.ask(f"live {LIVE}")
            pair.load.ask(f"middlemen {MIDDLE_MEN}")
            for step in ("REFRESH", "LOOK_UP"):
                self.say(f"ka: {step} by {LIVE} of {peers:,} peers")
                self.raw["work"].append({"step": step, "registered": peers, **pair.work(step, 5 * self.plan.patience, 10 * self.plan.patience)})
        finally:
            pair.stop()

    def registry(self, peers):
        self.say(f"ka: {peers:,} peers in the registry itself")
        program = Program("registry", "RunRegistry", [f"peers={peers}", f"operations={peers}"], self.cpu, self.folder, "3g")
        try:
            self.raw["registry"].append(program.answer())
        finally:
            program.stop()


def verdict(good):
    return "met" if good else "missed"


def heap_lines(raw):
    yield from ["### Heap for each registered peer that observes its inbox, settled", "", f"| peers | B for each | {MOST_BYTES} B |", "|---|---|---|"]
    for row in raw["heap"]:
        yield f"| {row['peers']:,} | {row['bytes']:,.0f} | {verdict(row['bytes'] <= MOST_BYTES)} |"
    for row in raw["split"]:
        parts = ", ".join(f"{title} {cost:,.0f} B" for (_, title), cost in zip(STEPS, row["bytes"]))
        yield from ["", f"Of that, in a run with three times {row['peers']:,} peers: {parts}."]


def arrive_lines(raw):
    yield from ["### Peers that connect, register and observe", "", "| peers | per second | server's processor, us each |", "|---|---|---|"]
    for row in raw["arrive"]:
        yield f"| {row['peers']:,} | {row['per_s']:,.0f} | {row['server_us']:,.0f} |"


def work_lines(raw):
    yield from [f"### {LIVE} peers ask without a pause", "", "| what | registered | per second | refused | sent again | p50, us | p99, us | server busy"
                " | load busy | server's processor, us each |", "|---" * 10 + "|"]
    for row in raw["work"]:
        title = "refresh" if row["step"] == "REFRESH" else "look-up to Line"
        complaint = objection(row)
        rate = f"no verdict: {complaint}" if complaint else f"{row['per_s']:,.0f}"
        if row["step"] == "REFRESH" and not complaint:
            rate += f" ({LEAST_REFRESHES:,} {verdict(row['per_s'] >= LEAST_REFRESHES)})"
        yield (f"| {title} | {row['registered']:,} | {rate} | {row['failed']:,} | {row['sent_again']:,} | {row['p50_us']:,.0f}"
               f" | {row['p99_us']:,.0f} | {row['server_busy']:.0%} | {row['load_busy']:.0%} | {row['server_us']:,.0f} |")


def registry_lines(raw):
    yield from ["### The registry itself, without network and signatures", "", "| peers | B for each | registrations/s | refreshes/s | inboxes read/s"
                " | a look-up then |", "|---" * 6 + "|"]
    for row in raw["registry"]:
        yield (f"| {row['peers']:,} | {row['bytes'] / row['peers']:,.0f} | {row['registrations_per_s']:,.0f} | {row['refreshes_per_s']:,.0f}"
               f" | {row['reads_per_s']:,.0f} | {'taken' if row['look_up_taken'] else 'refused'} |")


def text(raw):
    """The tables of what was measured."""
    parts = [("heap", heap_lines), ("arrive", arrive_lines), ("work", work_lines), ("registry", registry_lines)]
    lines = [line for name, lines_of in parts if raw[name] for line in [*lines_of(raw), ""]]
    return "\n".join(["## KA server", "", *lines]) if lines else ""
