package dev.middleman.coap;

/** What a node tells its owner. Called on the binding's threads. */
interface NodeEvents {

    /** For who does not care. */
    NodeEvents NONE = new NodeEvents() {};

    /** An association was established. */
    default void opened(CoapAssociation association) {}

    /** The other side acknowledged no transmission of a message. */
    default void unacknowledged(CoapAssociation association) {}

    /** An association is gone. */
    default void gone(CoapAssociation association) {}
}
