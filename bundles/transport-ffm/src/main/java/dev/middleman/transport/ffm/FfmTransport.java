package dev.middleman.transport.ffm;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** UDP through the C library, without a heap object that holds anybody's address. Thread-safe. */
final class FfmTransport implements Transport, AutoCloseable {
    static final String NAME = "ffm";

    private static final Logger LOG = LoggerFactory.getLogger(FfmTransport.class);

    /** Architectures whose structures {@link Layout} describes. */
    private static final Set<String> LAID_OUT = Set.of("amd64", "x86_64", "aarch64");

    private final Set<FfmLane> lanes = ConcurrentHashMap.newKeySet();

    private final Kernel kernel;
    private volatile IdlePlan idle;
    private volatile TableMemory memory;
    private volatile boolean closed;

    /** @param idle what its lanes do when nothing waits */
    FfmTransport(IdlePlan idle) {
        this(idle, Kernel.REAL);
    }

    FfmTransport(IdlePlan idle, Kernel kernel) {
        this.idle = idle;
        this.kernel = kernel;
    }

    /** Why this machine cannot run it; {@code null} if it can. */
    static String obstacle() {
        if (!System.getProperty("os.name", "").equals("Linux") || !LAID_OUT.contains(System.getProperty("os.arch"))) {
            return "it needs Linux on x86-64 or AArch64";
        }
        try {
            Libc.load();
            return null;
        } catch (LinkageError e) {
            return e.getCause() instanceof IllegalCallerException
                    ? "native access is not granted (--enable-native-access=ALL-UNNAMED)"
                    : "the C library lacks a call that it needs";
        }
    }

    /** Changes what lanes do when nothing waits, open ones at once. */
    void setIdle(IdlePlan plan) {
        idle = plan;
        lanes.forEach(lane -> lane.setIdle(plan.of(lane.name())));
    }

    /** Where lanes that are opened from now on have their buffers. */
    void use(TableMemory offered) {
        memory = offered;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        FfmLane lane = new FfmLane(spec, handler, kernel, memory, lanes::remove);
        lanes.add(lane);
        // After it was added: a change of the plan meanwhile reaches it one way or the other.
        lane.setIdle(idle.of(spec.name()));
        FfmLane.Opened opened = lane.open();
        if (closed) {
            lane.close();
            throw new TransportException("the transport was closed");
        }
        if (opened.grantedBuffer() < spec.socketBufferBytes()) {
            LOG.info(
                    "{}: the kernel granted {} bytes of receive buffer of {}: more takes SO_RCVBUFFORCE (CAP_NET_ADMIN) or"
                            + " a larger net.core.rmem_max",
                    spec.name(),
                    opened.grantedBuffer(),
                    spec.socketBufferBytes());
        }
        if (!opened.lacking().isEmpty()) {
            LOG.info("{}: this kernel refuses {} and the lane works without", spec.name(), opened.lacking());
        }
        return lane;
    }

    /** Closes every lane that is still open; no other can be opened then. */
    @Override
    public void close() {
        closed = true;
        List.copyOf(lanes).forEach(FfmLane::close);
    }
}
