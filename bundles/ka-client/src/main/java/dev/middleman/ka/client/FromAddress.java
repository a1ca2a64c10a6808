package dev.middleman.ka.client;

import dev.middleman.api.control.Association;
import dev.middleman.api.control.ConnectSpec;
import dev.middleman.api.control.ControlClient;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.net.Endpoint;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/**
 * Connects from one local address. Thread-safe. Where a machine has several, the system would choose by its routes, and a
 * server would see another address than the one that the middle-man announces.
 *
 * @param binding what connects
 * @param local where from; any port
 */
record FromAddress(ControlClient binding, Endpoint local) implements ControlClient {

    @Override
    public CompletionStage<Association> connect(ConnectSpec spec, ControlHandler handler) {
        return binding.connect(
                new ConnectSpec(
                        spec.name(),
                        spec.host(),
                        spec.port(),
                        spec.root(),
                        spec.pins(),
                        Optional.of(local.withPort(0))),
                handler);
    }
}
