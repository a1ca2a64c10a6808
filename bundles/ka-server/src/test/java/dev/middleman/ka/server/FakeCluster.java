package dev.middleman.ka.server;

import dev.middleman.api.cluster.Cluster;
import dev.middleman.api.cluster.ClusterHome;
import dev.middleman.api.cluster.Letter;
import dev.middleman.api.cluster.PeerName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** Members that all know the same at once, and letters that take some virtual time. For one thread. */
final class FakeCluster {
    static final long LETTER_MS = 3;

    final List<Letter> letters = new ArrayList<>();
    private final VirtualTime time;
    private final List<Member> members = new ArrayList<>();
    private final Map<String, Member> held = new HashMap<>();

    FakeCluster(VirtualTime time) {
        this.time = time;
    }

    Member member() {
        Member member = new Member(members.size());
        members.add(member);
        return member;
    }

    private static String key(PeerName name) {
        return Arrays.toString(name.realm()) + name.high() + "." + name.low();
    }

    /** One machine's way to the others. */
    final class Member implements Cluster {
        private final long number;
        int untaken;
        private ClusterHome home;

        private Member(long number) {
            this.number = number;
        }

        /** Its machine is gone, without a word. */
        void die() {
            home = null;
            held.values().removeIf(one -> one == this);
        }

        @Override
        public void join(ClusterHome itsHome) {
            home = itsHome;
        }

        @Override
        public void leave(ClusterHome itsHome) {
            die();
        }

        @Override
        public void announce(PeerName name, int lifetimeSeconds) {
            held.put(key(name), this);
        }

        @Override
        public void withdraw(PeerName name) {
            held.remove(key(name), this);
        }

        @Override
        public OptionalLong holder(PeerName name) {
            Member one = held.get(key(name));
            return one == null || one == this ? OptionalLong.empty() : OptionalLong.of(one.number);
        }

        @Override
        public void send(long member, Letter letter) {
            letters.add(letter);
            time.after(TimeUnit.MILLISECONDS.toNanos(LETTER_MS), () -> {
                Member to = members.get((int) member);
                if (to.home != null) {
                    to.home.deliver(number, letter);
                }
            });
        }

        @Override
        public void untaken() {
            untaken++;
        }

        @Override
        public byte[] mark(byte[] what) {
            byte[] mark = new byte[Letter.MARK_BYTES];
            for (int i = 0; i < what.length; i++) {
                mark[i % mark.length] ^= (byte) (what[i] + i);
            }
            return mark;
        }
    }
}
