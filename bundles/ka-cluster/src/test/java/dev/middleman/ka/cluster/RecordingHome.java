package dev.middleman.ka.cluster;

import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.Letter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A KA server that only remembers what it was told. Thread-safe. */
final class RecordingHome implements ClusterHome {
    final List<Letter> letters = new CopyOnWriteArrayList<>();
    final List<Long> senders = new CopyOnWriteArrayList<>();

    @Override
    public void deliver(long member, Letter letter) {
        senders.add(member);
        letters.add(letter);
    }
}
