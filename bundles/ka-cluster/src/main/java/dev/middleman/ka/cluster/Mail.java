package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.Letter;
import java.util.List;

/** What one member sends another. */
sealed interface Mail {
    /** Of these peers the sender says that it holds them. */
    record Held(List<Directory.Told> peers) implements Mail {
        /** The most in one message. */
        static final int MAX_PEERS = 256;
    }

    /** This peer is not held by the sender any more. */
    record Gone(Directory.Key key) implements Mail {}

    /** The sender holds no peer any more. */
    record AllGone() implements Mail {}

    /** A letter for the KA server. */
    record Post(Letter letter) implements Mail {}
}
