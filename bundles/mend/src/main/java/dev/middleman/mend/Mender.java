package dev.middleman.mend;

import dev.middleman.api.time.Deadline;
import dev.middleman.api.time.Deadlines;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * Asks for a part of ours that refused its configuration, once that has changed. Thread-safe.
 *
 * <p>The component runtime tells a changed configuration to parts that are there. One that threw when it was made is not, and is
 * made again only when somebody asks for its service; whoever wanted it was told that there is none, and does not ask again.
 *
 * <p>Which listener hears of a change first is not defined: the runtime may hear of it after this. So the part is asked for after
 * a moment, and again later if it still refuses.
 */
@Component(service = ConfigurationListener.class)
public final class Mender implements ConfigurationListener {
    private static final List<Long> AFTER_MS = List.of(500L, 5_000L, 30_000L);

    private final RefusedParts parts;
    private final Deadlines deadlines;
    private final Map<String, List<Deadline>> planned = new HashMap<>();

    @Activate
    public Mender(BundleContext context, @Reference ServiceComponentRuntime runtime, @Reference Deadlines deadlines) {
        this.parts = new RefusedParts(context, runtime);
        this.deadlines = deadlines;
    }

    @Override
    public synchronized void configurationEvent(ConfigurationEvent event) {
        String pid = event.getPid();
        cancel(planned.remove(pid));
        if (event.getType() == ConfigurationEvent.CM_UPDATED && parts.has(pid)) {
            planned.put(pid, AFTER_MS.stream().map(ms -> plan(ms, pid)).toList());
        }
    }

    /** Making a part takes longer than a tick may, so a thread of its own does it. */
    private Deadline plan(long ms, String pid) {
        Runnable task = () -> parts.ask(pid);
        return deadlines.after(TimeUnit.MILLISECONDS.toNanos(ms), () -> new Thread(task, "mend").start());
    }

    private static void cancel(List<Deadline> former) {
        if (former != null) {
            former.forEach(Deadline::cancel);
        }
    }

    @Deactivate
    synchronized void stop() {
        planned.values().forEach(Mender::cancel);
        planned.clear();
    }
}
