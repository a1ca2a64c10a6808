"""TURN relays: the A peers are their clients, each with an allocation and a channel; the B peers send to the relayed addresses."""

import os
import resource
import shutil
import socket
import struct

from .relays import BUFFER, HERE, NATIVE, PORT, Relay, program

# Where Debian puts the sources of Go libraries.
GOPATH = "/usr/share/gocode"
DESCRIPTORS = 100_000
RELAY_PORTS = 41000, 65000


class Turn(Relay):
    """What both have in common. Allocations outlive a run of the load generator, which keeps them in a file."""

    def __init__(self, name):
        super().__init__(name)
        self.allocations = None

    def command(self, flows, folder):
        """A relay socket for each flow."""
        self.allocations = os.path.join(folder, self.name + ".allocations")
        allow_descriptors()
        return self.server(folder)

    def server(self, folder):
        raise NotImplementedError

    def target(self):
        return [*super().target(), f"turn={self.allocations}"]

    def is_ready(self):
        """Asks it what every STUN server answers."""
        request = struct.pack("!HHI12s", 1, 0, 0x2112A442, os.urandom(12))
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
            client.settimeout(0.1)
            try:
                client.connect((self.ip, PORT))
                client.send(request)
                return client.recv(1500)[8:20] == request[8:20]
            except OSError:
                return False

    def stop(self):
        super().stop()
        if self.allocations and os.path.exists(self.allocations):
            os.remove(self.allocations)


class Coturn(Turn):
    """coturn without credentials, quotas, logs, streams and encryption; its socket buffers cannot be set."""

    def __init__(self):
        super().__init__("coturn")

    def obstacle(self):
        return None if program("turnserver") else "coturn is not installed"

    def server(self, folder):
        low, high = RELAY_PORTS
        return [program("turnserver"), "-n", "--no-auth", "--no-cli", "--no-tls", "--no-dtls", "--no-tcp", "--no-tcp-relay",
                f"--listening-ip={self.ip}", f"--listening-port={PORT}", f"--relay-ip={self.ip}", "--relay-threads=1",
                f"--min-port={low}", f"--max-port={high}", "--allow-loopback-peers", "--user-quota=0", "--total-quota=0",
                "--realm=benchmark", "--no-rfc5780", "--no-stdout-log", "--log-file=/dev/null", "--simple-log",
                f"--userdb={folder}/coturn.db", f"--pidfile={folder}/coturn.pid"]


class Pion(Turn):
    """A small server made of pion/turn, see the folder pion."""

    BINARY = os.path.join(NATIVE, "pion-turn")

    def __init__(self):
        super().__init__("pion-turn")

    @staticmethod
    def missing():
        """What there is not to build it with; None if all is there."""
        if not shutil.which("go"):
            return "Go is not installed"
        library = os.path.join(GOPATH, "src", "github.com", "pion", "turn", "v2")
        return None if os.path.isdir(library) else "pion/turn's sources are not installed"

    def obstacle(self):
        if os.path.exists(self.BINARY):
            return None
        return self.missing() or "it is not built"

    def server(self, folder):
        return [self.BINARY, self.ip, str(PORT), str(BUFFER)]


def build_command():
    """How to build what needs Go, and in which folder and environment."""
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": GOPATH, "GOFLAGS": ""}
    return {"args": ["go", "build", "-o", Pion.BINARY, "."], "cwd": os.path.join(HERE, "pion"), "env": environment}


def allow_descriptors():
    """As many open files as a relay with a socket for each flow needs; what is started from now on inherits it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft >= DESCRIPTORS:
        return
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (DESCRIPTORS, max(hard, DESCRIPTORS)))
    except (ValueError, PermissionError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
