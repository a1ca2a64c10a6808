"""Shows that the load generator would find a relay that does wrong: plays such relays, and looks at what it reports."""

import os
import socket
import threading
import time

from .measuring import KINDS, objection, run_generator, saturated

PORT = 40000
PEER_B = ("127.2.0.0", 6000)
PACED = ["mode=flood", "flows=1", "rate=500", "warm=0"]
FLOOD = ["mode=flood", "flows=1", "rate=0", "warm=0.2"]
# The first datagram comes through untouched, or no flow would count as set up.
SPARED = 50


class FaultyRelay:
    """A relay for one flow, in one direction, with one fault, on the processor of relays. The process time it is charged is that of
    this program."""

    def __init__(self, fault, cpu):
        self.cpu = cpu
        self.name = "faulty relay: " + fault.__name__
        self.fault = fault
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.9", PORT))
        self.socket.settimeout(0.1)
        self.stopping = False
        self.thread = threading.Thread(target=self.serve, name=self.name)
        self.thread.start()

    def pause(self):
        """Never: the program must go on."""

    resume = pause

    def target(self):
        return ["relay=127.0.0.9", f"port={PORT}", f"pids={os.getpid()}"]

    def serve(self):
        held, count = [], 0
        os.sched_setaffinity(threading.get_native_id(), {self.cpu})
        while not self.stopping:
            try:
                data = self.socket.recv(70000)
            except TimeoutError:
                continue
            count += 1
            for out in [data] if count <= SPARED else self.fault(data, count, held):
                self.socket.sendto(out, PEER_B)

    def stop(self):
        self.stopping = True
        self.thread.join()
        self.socket.close()


def alters(data, count, held):
    return [data[:-1] + bytes([data[-1] ^ 1])] if count % 10 == 0 else [data]


def cuts(data, count, held):
    return [data[:-1]] if count % 10 == 0 else [data]


def duplicates(data, count, held):
    return [data, data] if count % 10 == 0 else [data]


def loses(data, count, held):
    return [] if count % 10 == 0 else [data]


def joins(data, count, held):
    held.append(data)
    if len(held) < 2:
        return []
    out = [b"".join(held)]
    held.clear()
    return out


def naps(data, count, held):
    """Loses most of a flood, and not because it has too much to do."""
    time.sleep(0.001)
    return [data]


def does_nothing_wrong(data, count, held):
    return [data]


EXPECTED = {
    does_nothing_wrong: lambda r: not any((r["altered"], r["wrong_size"], r["duplicates"], r["loss"])),
    alters: lambda r: r["altered"] > 0,
    cuts: lambda r: r["wrong_size"] > 0,
    duplicates: lambda r: r["duplicates"] > 0,
    loses: lambda r: r["loss"] > 0.01,
    joins: lambda r: r["wrong_size"] > 0,
}
# The same as fast as the sender goes: only a relay that has no time left may lose.
FLOODED = {
    does_nothing_wrong: lambda r: r["loss"] > 0.01 and saturated(r),
    naps: lambda r: r["loss"] > 0.01 and not saturated(r),
}


def run(cpu, load_cpu):
    """Prints a line for each fault; True if each was found, and refused."""
    steady, flooded = (next(kind for kind in KINDS if kind.name == name) for name in ("steady", "cpu"))
    good = [shows(fault, found, steady, PACED, cpu, load_cpu) for fault, found in EXPECTED.items()]
    good += [shows(fault, found, flooded, FLOOD, cpu, load_cpu) for fault, found in FLOODED.items()]
    return all(good)


def shows(fault, found, kind, load, cpu, load_cpu):
    relay = FaultyRelay(fault, cpu)
    try:
        result = run_generator(relay, load, load_cpu, 1)
    finally:
        relay.stop()
    complaint = objection(kind, result)
    right = found(result) and bool(complaint) == (fault is not does_nothing_wrong)
    figures = f"{100 * result['loss']:.1f} % lost, its processor {100 * result['cpu_idle']:.0f} % idle"
    print(f"{'ok  ' if right else 'FAIL'} a relay that {fault.__name__.replace('_', ' ')}{', in a flood' if load is FLOOD else ''}:"
          f" {complaint or 'no objection'} ({figures})")
    return right
