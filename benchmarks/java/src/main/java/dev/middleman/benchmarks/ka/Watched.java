package dev.middleman.benchmarks.ka;

import dev.middleman.api.control.ControlException;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlServer;
import dev.middleman.api.control.ServerSpec;

/** A binding that remembers what it serves, so that its totals can be read. For one server. */
final class Watched implements ControlServer {
    private final ControlServer binding;
    private volatile Served served;

    Watched(ControlServer binding) {
        this.binding = binding;
    }

    @Override
    public Served serve(ServerSpec spec, ControlHandler handler) throws ControlException {
        served = binding.serve(spec, handler);
        return served;
    }

    ServedTotals totals() {
        return served.totals();
    }
}
