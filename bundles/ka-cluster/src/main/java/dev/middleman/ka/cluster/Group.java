package dev.middleman.ka.cluster;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.stack.Protocol;
import org.jgroups.util.UUID;

/**
 * One connection to the group, from joining to leaving it. Thread-safe; what sends or joins waits for the network, so it is
 * called on the outbox's thread. Members are numbers here: JGroups' names for them are random, and new with each start.
 */
final class Group implements AutoCloseable {
    /** Told of what happens, on JGroups' threads; must not wait. */
    interface Listener {
        /**
         * Who is there has changed.
         *
         * @param self the number of this member
         * @param others those of all others
         */
        void changed(long self, Set<Long> others);

        /** Bytes came. @param member of the others */
        void came(long member, byte[] bytes);

        /** Something came that is no bytes, or from nobody who is there. */
        void cameUnreadable();
    }

    /** All clusters are called so: who belongs together is said by key, secret and list of members. */
    private static final String NAME = "ka";

    private final JChannel channel;
    private final Listener listener;
    private volatile Map<Long, Address> others = Map.of();
    private volatile int size;

    /** @throws Exception when the protocols do not fit together */
    Group(List<Protocol> stack, Listener listener) throws Exception {
        this.listener = listener;
        this.channel = new JChannel(stack);
        // Else it would be made of this machine's host name.
        channel.setName("m");
        channel.setDiscardOwnMessages(true);
        channel.setReceiver(new Receiver() {
            @Override
            public void receive(Message message) {
                received(message);
            }

            @Override
            public void viewAccepted(View view) {
                changed(view);
            }
        });
    }

    /** Joins, or is the first. @throws Exception when it may not, or the address cannot be bound */
    void connect() throws Exception {
        channel.connect(NAME);
    }

    /** How many members there are, this one included; 0 before it is in. */
    int size() {
        return size;
    }

    /** @throws Exception when this member is not in, or the other one not there any more */
    void send(long member, byte[] bytes) throws Exception {
        Address to = others.get(member);
        if (to == null) {
            throw new IllegalStateException("that member is gone");
        }
        channel.send(new BytesMessage(to, bytes));
    }

    /** @throws Exception when it is not in */
    void sendAll(byte[] bytes) throws Exception {
        channel.send(new BytesMessage(null, bytes));
    }

    private void received(Message message) {
        long member = number(message.getSrc());
        if (message instanceof BytesMessage && message.getLength() > 0 && others.containsKey(member)) {
            byte[] bytes = new byte[message.getLength()];
            System.arraycopy(message.getArray(), message.getOffset(), bytes, 0, bytes.length);
            listener.came(member, bytes);
        } else {
            listener.cameUnreadable();
        }
    }

    private void changed(View view) {
        Map<Long, Address> now = new HashMap<>();
        List<Address> all = new ArrayList<>(view.getMembers());
        all.remove(channel.getAddress());
        all.forEach(member -> now.put(number(member), member));
        others = Map.copyOf(now);
        size = view.size();
        listener.changed(number(channel.getAddress()), others.keySet());
    }

    private static long number(Address member) {
        return member instanceof UUID name ? name.getLeastSignificantBits() : 0;
    }

    /** Leaves, telling the others. */
    @Override
    public void close() {
        channel.close();
        size = 0;
    }
}
