package dev.middleman.ka.cluster;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which member holds which peer, as far as this one knows. Thread-safe; locked for one look, or for one walk where members
 * come and go.
 *
 * <p>Peers are noted by their marks only: of another member's peers this one knows nothing that it could not guess and
 * try. A peer can be registered at several members; it is called where it showed itself last, whoever hears of that in
 * which order. Between members that could not hear each other the clocks decide, until it shows itself again. A note
 * ends by itself when nobody says again that it still holds.
 */
final class Directory {
    /** What happens within one second is told apart by these bits. */
    private static final int FRACTION_BITS = 20;

    /** A peer's mark. */
    record Key(long high, long low) {
        static Key of(byte[] mark) {
            ByteBuffer bytes = ByteBuffer.wrap(mark);
            return new Key(bytes.getLong(), bytes.getLong());
        }
    }

    /**
     * What members tell each other about a peer.
     *
     * @param stamp orders the times when a peer showed itself, wherever that was
     * @param seconds how long it is registered from now on
     */
    record Told(Key key, long stamp, int seconds) {}

    private record Note(long member, long stamp, long expiresNs) {
        boolean isOver(long nowNs) {
            return expiresNs - nowNs <= 0;
        }
    }

    /** Peers of this member. */
    private final Map<Key, Note> ours = new HashMap<>();
    /** Peers of others: for each the one where it showed itself last. */
    private final Map<Key, Note> theirs = new HashMap<>();

    private final int maxTheirs;
    private long self;

    /** @param maxTheirs the most peers of other members that are noted */
    Directory(int maxTheirs) {
        this.maxTheirs = maxTheirs;
    }

    /** Says under which number the others know this member; it has another one after each new start. */
    synchronized void callUs(long member) {
        self = member;
    }

    /** Notes that a peer showed itself here; returns what to tell the others. */
    synchronized Told seen(Key key, int seconds, long nowNs, long wallSeconds) {
        long after = Math.max(stampOf(ours.get(key)), stampOf(theirs.get(key))) + 1;
        long stamp = Math.max(wallSeconds << FRACTION_BITS, after);
        ours.put(key, new Note(self, stamp, nowNs + Seconds.toNs(seconds)));
        return new Told(key, stamp, seconds);
    }

    private static long stampOf(Note note) {
        return note == null ? 0 : note.stamp();
    }

    /** Forgets a peer of ours; returns whether there was one. */
    synchronized boolean drop(Key key) {
        return ours.remove(key) != null;
    }

    /** Forgets every peer of ours. */
    synchronized void dropOurs() {
        ours.clear();
    }

    /** Notes what another member says about a peer of its own. Returns {@code false} when as many are noted as may be. */
    synchronized boolean heard(long member, Told told, long nowNs) {
        Note known = theirs.get(told.key());
        if (known == null && theirs.size() >= maxTheirs) {
            return false;
        }
        Note news = new Note(member, told.stamp(), nowNs + Seconds.toNs(told.seconds()));
        if (known == null || known.member() == member || known.isOver(nowNs) || isLater(news, known)) {
            theirs.put(told.key(), news);
        }
        return true;
    }

    /** Stamps can be alike when two members could not hear each other; then any order will do that all find alike. */
    private static boolean isLater(Note one, Note other) {
        return one.stamp() > other.stamp() || one.stamp() == other.stamp() && one.member() > other.member();
    }

    /** Another member no longer holds a peer. */
    synchronized void gone(long member, Key key) {
        Note known = theirs.get(key);
        if (known != null && known.member() == member) {
            theirs.remove(key);
        }
    }

    /** Another member no longer holds any. */
    synchronized void gone(long member) {
        theirs.values().removeIf(note -> note.member() == member);
    }

    /** Forgets the peers of all members but these. */
    synchronized void retain(Set<Long> members) {
        theirs.values().removeIf(note -> !members.contains(note.member()));
    }

    /** Forgets what ended by itself. */
    synchronized void sweep(long nowNs) {
        theirs.values().removeIf(note -> note.isOver(nowNs));
    }

    /** At which other member the peer showed itself last; empty when it was here, or nowhere. */
    synchronized OptionalLong holder(Key key, long nowNs) {
        Note there = theirs.get(key);
        Note here = ours.get(key);
        boolean elsewhere = there != null
                && !there.isOver(nowNs)
                && (here == null || isLater(there, new Note(self, here.stamp(), here.expiresNs())));
        return elsewhere ? OptionalLong.of(there.member()) : OptionalLong.empty();
    }

    /** What to tell members that know nothing yet. */
    synchronized List<Told> ours(long nowNs) {
        List<Told> all = new ArrayList<>(ours.size());
        ours.forEach((key, note) -> {
            int seconds = (int) Seconds.ofNs(note.expiresNs() - nowNs);
            if (seconds > 0) {
                all.add(new Told(key, note.stamp(), seconds));
            }
        });
        return all;
    }

    /** How many peers of other members are noted. */
    synchronized int elsewhere() {
        return theirs.size();
    }
}
