"""The relays that can be measured: how each is started, reached and ended, and why it may have to be left out."""

import functools
import glob
import os
import re
import shutil
import signal
import subprocess
import time

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROJECT = os.path.dirname(HERE)
NATIVE = os.path.join(HERE, "native", "build")
JAVA = os.path.join(HERE, "java", "target")

PORT = 40000
BUFFER = 4 << 20
PEERS_A, PEERS_B = 0x7F010000, 0x7F020000
START_SECONDS = 60


class Failed(Exception):
    """A relay did not start, or did not do its work."""


def dotted(number):
    return ".".join(str(number >> shift & 255) for shift in (24, 16, 8, 0))


class Relay:
    """One relay under test. All of them run at one time, each on an address of its own and all on the same processor."""

    # Whether it uses its processor though nothing comes: it stands still while others are measured.
    restless = False

    # Whether it takes part only when it is named.
    on_request = False

    def __init__(self, name):
        self.name = name
        self.ip = None
        self.cpu = -1
        self.process = None
        self.log = None

    def obstacle(self):
        """Why it cannot be measured here; None if it can."""
        return None

    def command(self, flows, folder):
        raise NotImplementedError

    def warm_seconds(self):
        return 0

    def is_ready(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            return any(line.strip() == "ready" for line in log)

    def start(self, ip, flows, cpu, folder):
        """Starts it and waits until it serves."""
        self.ip, self.cpu = ip, cpu
        self.log = os.path.join(folder, self.name + ".log")
        command = self.command(flows, folder)
        with open(self.log, "w", encoding="utf-8") as log:
            self.process = subprocess.Popen(["taskset", "-c", str(cpu), *command], stdin=subprocess.PIPE, stdout=log, stderr=log)
        end = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if self.process.poll() is not None or time.monotonic() > end:
                self.stop()
                raise Failed(f"{self.name} does not start: {self.last_words()}")
            time.sleep(0.05)

    def last_words(self):
        with open(self.log, encoding="utf-8", errors="replace") as log:
            lines = [line.strip() for line in log if line.strip()]
        return lines[-1] if lines else "it said nothing"

    def target(self):
        """Arguments by which the load generator reaches it."""
        return [f"relay={self.ip}", f"port={PORT}", f"pids={self.process.pid}"]

    def pause(self):
        if self.restless:
            self.process.send_signal(signal.SIGSTOP)

    def resume(self):
        if self.restless:
            self.process.send_signal(signal.SIGCONT)

    def stop(self):
        if self.process is None:
            return
        self.resume()
        self.process.stdin.close()
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Yardstick(Relay):
    """The plain C relay of this folder."""

    def __init__(self, mode):
        super().__init__("c-" + mode)
        self.mode = mode

    def command(self, flows, folder):
        return [os.path.join(NATIVE, "yardstick"), f"mode={self.mode}", f"flows={flows}", f"ip={self.ip}", f"buffer={BUFFER}",
                f"port-a={PORT}", f"port-b={PORT + 1}"]


class Middleman(Relay):
    """Ours: the whole engine behind one of its transports; `idle` is what that does when nothing waits, if it has a choice, and `level`
    how much it does to leave no trace."""

    # What the launcher tells the JVM to leave no trace, as far as it could cost time and is not in launcher_options.
    CLOSED = ["-XX:+DisableAttachMechanism", "-XX:-UseOnStackReplacement"]

    def __init__(self, transport, least_java=17, idle=None, level=0):
        super().__init__("-".join(filter(None, ["middleman", transport, idle, level and f"l{level}"])))
        self.level = level
        self.on_request = level > 0
        self.transport = transport
        self.least_java = least_java
        self.java_options = self.CLOSED if level else []
        self.idle = idle
        self.restless = idle is not None
        self.legs = None

    def bundles(self):
        """Jars beyond those that the runner is built with."""
        if self.transport != "ffm":
            return []
        jars = [jar for bundle in ("transport-ffm", "harden")
                for jar in glob.glob(os.path.join(PROJECT, "bundles", bundle, "target", "dev.middleman.*.jar"))]
        return [jar for jar in jars if not re.search(r"-(sources|javadoc|tests)\.jar$", jar)]

    def obstacle(self):
        if self.transport == "ffm" and not self.bundles():
            return "bundles/transport-ffm is not there or not built"
        return None if find_java(self.least_java) else f"there is no Java {self.least_java} or later"

    def warm_seconds(self):
        return 5

    def command(self, flows, folder):
        self.legs = os.path.join(folder, self.name + ".legs")
        path = [os.path.join(JAVA, "classes"), os.path.join(JAVA, "lib", "*"), *self.bundles()]
        java = find_java(self.least_java)
        settings = [f"idle={self.idle}"] if self.idle else []
        settings += ["memory=secret"] if self.level > 1 else []
        return [java, *launcher_options(java), *self.java_options, "-cp", os.pathsep.join(path), "dev.middleman.benchmarks.RunMiddleman",
                f"transport={self.transport}", f"ip={self.ip}", f"sessions={flows}", f"legs={self.legs}", *settings]

    def target(self):
        return [f"relay={self.ip}", f"legs={self.legs}", f"pids={self.process.pid}"]

    def stop(self):
        super().stop()
        if self.legs and os.path.exists(self.legs):
            os.remove(self.legs)


class Nginx(Relay):
    """nginx as a UDP proxy: one listening socket, the upstream looked up by the peer's address."""

    MODULES = ("/usr/lib/nginx/modules/ngx_stream_module.so", "/usr/lib64/nginx/modules/ngx_stream_module.so")

    def __init__(self):
        super().__init__("nginx-stream")

    def obstacle(self):
        if not program("nginx"):
            return "nginx is not installed"
        if not any(map(os.path.exists, self.MODULES)):
            return "nginx's stream module is not installed"
        return None

    def command(self, flows, folder):
        config = os.path.join(folder, "nginx.conf")
        module = next(filter(os.path.exists, self.MODULES))
        peers = "".join(f"{dotted(PEERS_A + i)} {dotted(PEERS_B + i)}:6000;\n" for i in range(flows))
        with open(config, "w", encoding="utf-8") as file:
            file.write(f"""
load_module {module};
daemon off; master_process off; pid {folder}/nginx.pid; error_log stderr crit; worker_rlimit_nofile 100000;
events {{ worker_connections 50000; }}
stream {{
    map_hash_max_size 65536; map_hash_bucket_size 128;
    map $remote_addr $peer {{
{peers}    }}
    server {{
        listen {self.ip}:{PORT} udp rcvbuf={BUFFER} sndbuf={BUFFER};
        proxy_pass $peer; proxy_bind {self.ip}; proxy_timeout 600s;
    }}
}}
""")
        return [program("nginx"), "-e", "stderr", "-p", folder, "-c", config]

    def is_ready(self):
        """It binds before it writes its process id."""
        return os.path.exists(os.path.join(os.path.dirname(self.log), "nginx.pid"))


def program(name):
    return shutil.which(name, path=os.environ.get("PATH", "") + ":/usr/sbin:/sbin")


@functools.cache
def java_version(java):
    try:
        text = subprocess.run([java, "-version"], capture_output=True, text=True, check=True, timeout=30).stderr
    except (OSError, subprocess.SubprocessError):
        return 0
    found = re.search(r'version "(\d+)', text)
    return int(found.group(1)) if found else 0


def find_java(least):
    """The newest one, as the launcher of the distribution takes it, if that is new enough; of equals, that of JAVA_HOME or the search
    path."""
    usual = [os.path.join(os.environ["JAVA_HOME"], "bin", "java")] if os.environ.get("JAVA_HOME") else []
    usual += filter(None, [program("java")])
    newest = max([*usual, *sorted(glob.glob("/usr/lib/jvm/*/bin/java"))], key=java_version, default=None)
    return newest if newest and java_version(newest) >= least else None


def launcher_options(java):
    """What the launcher of the distribution tells the virtual machine, as far as it can change what a datagram costs. What it tells
    it only to leave no trace is priced by itself: Middleman.CLOSED."""
    options = ["-XX:-UsePerfData", "-XX:+UseSerialGC", "-Xshare:auto", "--enable-native-access=ALL-UNNAMED"]
    return options + (["--sun-misc-unsafe-memory-access=allow"] if java_version(java) >= 24 else [])
