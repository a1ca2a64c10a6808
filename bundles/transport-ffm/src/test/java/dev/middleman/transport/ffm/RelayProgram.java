package dev.middleman.transport.ffm;

import dev.middleman.api.memory.TableMemory;
import dev.middleman.api.relay.CommitResult;
import dev.middleman.api.relay.LegGrant;
import dev.middleman.api.time.Ticks;
import dev.middleman.engine.WideEngine;
import dev.middleman.engine.table.DirectMemory;
import dev.middleman.harden.KernelMemory;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * A middle-man in a process of its own, to be looked at from outside: one session, whose two legs it prints, a line each. Its
 * argument is the kind of memory that tables and buffers lie in.
 */
final class RelayProgram {
    private RelayProgram() {}

    private static final Ticks STILL = new Ticks() {
        @Override
        public long nowNs() {
            return 1;
        }

        @Override
        public long wallSeconds() {
            return 1;
        }
    };

    public static void main(String[] kinds) throws Exception {
        TableMemory memory = kinds[0].equals(TableMemory.DIRECT) ? new DirectMemory() : KernelMemory.of(kinds[0]);
        try (FfmTransport transport = new FfmTransport(IdlePlan.BLOCK)) {
            transport.use(memory);
            try (WideEngine engine = new WideEngine(TrainSocket.LOOPBACK4, STILL, transport, 1, 4, memory)) {
                CommitResult.Granted session = engine.session();
                say(session.a());
                say(session.b());
                while (System.in.read() >= 0) {
                    // Until nobody needs it any more.
                }
            }
        }
    }

    private static void say(LegGrant leg) {
        System.out.println(leg.ports().get(0) + " " + Long.toHexString(leg.sid()) + " "
                + HexFormat.of().formatHex(leg.key()));
        Arrays.fill(leg.key(), (byte) 0);
    }
}
