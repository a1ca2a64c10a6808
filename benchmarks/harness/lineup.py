"""Who takes part."""

import shlex
import time

from .relays import PORT, Failed, Middleman, Nginx, Relay, Yardstick
from .turn import Coturn, Pion

# A relay that does not say "ready" has this long to be so.
SILENT_SECONDS = 1


class Foreign(Relay):
    """A relay that this project knows nothing of: any command. Its A peers are told by its source address, as the yardstick's are."""

    def __init__(self, text):
        name, equals, self.template = text.partition("=")
        if not equals or not name or not self.template:
            raise ValueError(f"\"{text}\" is not NAME=COMMAND")
        super().__init__(name)
        self.begun = None

    def command(self, flows, folder):
        self.begun = time.monotonic()
        try:
            words = [word.format(ip=self.ip, port=PORT, flows=flows) for word in shlex.split(self.template)]
        except (KeyError, IndexError, ValueError) as wrong:
            raise Failed(f"{self.name}: a command has {{ip}}, {{port}} and {{flows}}, and no {wrong}") from wrong
        return words

    def is_ready(self):
        return super().is_ready() or (self.process.poll() is None and time.monotonic() - self.begun > SILENT_SECONDS)


def everyone(against=()):
    """Every relay, the usual yardstick first."""
    return [Yardstick("mmsg"), Yardstick("gso"), *map(Foreign, against), Middleman("ffm", 25), Middleman("netty-epoll"),
            Middleman("netty-nio"), Nginx(), Coturn(), Pion(), Middleman("ffm", 25, "adaptive"), Middleman("ffm", 25, "spin"),
            Middleman("ffm", 25, "batch"), Middleman("ffm", 25, level=1), Middleman("ffm", 25, level=2)]
