package dev.middleman.transport.memory;

/** What can sit at an endpoint. Stepping thread only. */
interface Receiver {

    /** Takes over the datagram, payload included. */
    void arrive(Datagram datagram);
}
