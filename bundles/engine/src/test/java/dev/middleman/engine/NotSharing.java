package dev.middleman.engine;

import dev.middleman.api.transport.BurstHandler;
import dev.middleman.api.transport.Handover;
import dev.middleman.api.transport.Lane;
import dev.middleman.api.transport.LaneSpec;
import dev.middleman.api.transport.Transport;
import dev.middleman.api.transport.TransportException;
import java.util.Optional;

/** Lanes of another transport that know nothing of handing over. */
record NotSharing(Transport transport) implements Transport {

    @Override
    public String name() {
        return "not sharing";
    }

    @Override
    public Lane open(LaneSpec spec, BurstHandler handler) throws TransportException {
        return new PassingLane(transport.open(spec, handler)) {
            @Override
            public Optional<Handover> handover() {
                return Optional.empty();
            }
        };
    }
}
