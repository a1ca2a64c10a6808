"""Shows that what is measured of a KA server is what it does: has it do wrong, and looks at what is reported."""

import os
import tempfile

from . import ka
from .relays import Failed

PEERS = 50
BALLAST = 4 << 20
# What a heap that is looked at twice may differ by.
TOLERANCE = 0.1


def run(cpu, load_cpu):
    """Prints a line for each; True if all were found."""
    with tempfile.TemporaryDirectory(prefix="middleman-benchmark-") as folder:
        return all([says(title, check(cpu, load_cpu, folder)) for title, check in CHECKS])


def says(title, found):
    print(f"{'ok  ' if found else 'FAIL'} {title}")
    return found


def ballast(cpu, load_cpu, folder):
    """What a server is made to keep has to show in the heap, and nothing when it keeps nothing."""
    pair = ka.Pair(PEERS, cpu, load_cpu, folder)
    try:
        pair.settled(0)
        before = pair.settled(0)
        same = pair.settled(0)
        kept = pair.ka.ask(f"keep {BALLAST}")["heap"]
    finally:
        pair.stop()
    return abs(same - before) < TOLERANCE * BALLAST and abs(kept - same - BALLAST) < TOLERANCE * BALLAST


def no_room(cpu, load_cpu, folder):
    """A server that has no more room fails the arrival; one that has, does not."""
    pair = ka.Pair(PEERS, cpu, load_cpu, folder)
    try:
        pair.arrive(PEERS, "OBSERVE")
    except Failed:
        pair.stop()
        return False
    try:
        pair.arrive(1, "OBSERVE")
    except Failed as failed:
        return "refused" in str(failed) or "did not arrive" in str(failed)
    finally:
        pair.stop()
    return False


def miscounts(cpu, load_cpu, folder):
    """What the server counts and the load did not do fails the arrival."""
    pair = ka.Pair(PEERS, cpu, load_cpu, folder)
    try:
        ka.agree("OBSERVE", "registrations", pair.arrive(1, "OBSERVE")["arrived"], 1)
        ka.agree("OBSERVE", "registrations", pair.ka.ask("heap")["peers"], 2)
    except Failed as failed:
        return "counts 1 registrations where 2" in str(failed)
    finally:
        pair.stop()
    return False


def nobody_observes(cpu, load_cpu, folder):
    """Peers that only registered weigh less than those that observe, and are not taken for them."""
    pair = ka.Pair(2 * PEERS, cpu, load_cpu, folder)
    file = os.path.join(folder, "observers.histogram")
    try:
        pair.arrive(1, "OBSERVE")
        _, before = pair.weighed(0, file)
        pair.arrive(PEERS, "REGISTER")
        _, registered = pair.weighed(0, file)
        pair.arrive(PEERS - 1, "OBSERVE")
        _, observed = pair.weighed(0, file)
    finally:
        pair.stop()
    refused = ka.unobserved(PEERS, ka.observers(before, registered))
    return bool(refused) and ka.unobserved(PEERS - 1, ka.observers(before, observed)) is None


def nobody_serves(cpu, load_cpu, folder):
    """Without middle-men all look-ups are refused, which is no rate; with them they are answered."""
    pair = ka.Pair(PEERS, cpu, load_cpu, folder)
    try:
        pair.load.ask("live 10")
        refused = ka.objection(pair.work("LOOK_UP", PEERS, 1, 2))
        pair.load.ask("middlemen 3")
        served = ka.objection(pair.work("LOOK_UP", PEERS, 1, 2))
    finally:
        pair.stop()
    return bool(refused) and served is None


CHECKS = [
    ("ballast on the server's heap shows in its weight", ballast),
    ("a server without room: the arrival fails", no_room),
    ("a server that counts other than the load: refused", miscounts),
    ("inboxes that nobody observes: the weight is refused", nobody_observes),
    ("look-ups that are refused are no rate", nobody_serves),
]
