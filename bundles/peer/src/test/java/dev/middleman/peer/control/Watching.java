package dev.middleman.peer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.wire.control.Inbox;

/** Hands what comes into an inbox to the desk that answers it. */
record Watching(OfferDesk desk) implements Registrar.Events {
    @Override
    public void registered(Registrar registrar) {
        assertThat(registrar.isRegistered()).isTrue();
    }

    @Override
    public void failed(Registrar registrar, Throwable why) {
        // it tries again
    }

    @Override
    public void inbox(Registrar registrar, Inbox inbox) {
        desk.onInbox(registrar.link(), inbox);
    }
}
