package dev.middleman.peer.line;

import dev.middleman.api.net.Endpoint;

/**
 * Which of a socket's lines uses which endpoint of a middle-man. Payload carries no name, so two lines of one socket can
 * never share an endpoint; asking here first saves the middle-man a BUSY.
 */
public interface Claims {

    /** Claims of a socket that has one line only. */
    Claims ALL_FREE = new Claims() {
        @Override
        public boolean claim(Endpoint endpoint) {
            return true;
        }

        @Override
        public void release(Endpoint endpoint) {
            // nobody else wants it
        }
    };

    /** @return whether the endpoint is now, or was already, this line's */
    boolean claim(Endpoint endpoint);

    void release(Endpoint endpoint);
}
