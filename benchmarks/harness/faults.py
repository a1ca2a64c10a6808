"""Shows that the load generator would find a relay that does wrong: plays such relays, and looks at what it reports."""

import os
import socket
import threading

from .measuring import KINDS, objection, run_generator

PORT = 40000
PEER_B = ("127.2.0.0", 6000)
PACED = ["mode=flood", "flows=1", "rate=500", "warm=0"]
# The first datagram comes through untouched, or no flow would count as set up.
SPARED = 50


class FaultyRelay:
    """A relay for one flow, in one direction, with one fault. The process time it is charged is that of this program."""

    def __init__(self, fault):
        self.name = "faulty relay: " + fault.__name__
        self.fault = fault
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.9", PORT))
        self.socket.settimeout(0.1)
        self.stopping = False
        self.thread = threading.Thread(target=self.serve, name=self.name)
        self.thread.start()

    def target(self):
        return ["relay=127.0.0.9", f"port={PORT}", f"pids={os.getpid()}"]

    def serve(self):
        held, count = [], 0
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


def run(load_cpu):
    """Prints a line for each fault; True if each was found, and refused."""
    steady = next(kind for kind in KINDS if kind.name == "steady")
    good = True
    for fault, found in EXPECTED.items():
        relay = FaultyRelay(fault)
        try:
            result = run_generator(relay, PACED, load_cpu, 1)
        finally:
            relay.stop()
        complaint = objection(steady, result)
        right = found(result) and bool(complaint) == (fault is not does_nothing_wrong)
        good &= right
        print(f"{'ok  ' if right else 'FAIL'} a relay that {fault.__name__.replace('_', ' ')}: {complaint or 'no objection'}")
    return good
