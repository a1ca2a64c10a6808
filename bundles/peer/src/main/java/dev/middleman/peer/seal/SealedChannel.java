package dev.middleman.peer.seal;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;
import org.bouncycastle.tls.CipherSuite;
import org.bouncycastle.tls.DTLSClientProtocol;
import org.bouncycastle.tls.DTLSServerProtocol;
import org.bouncycastle.tls.DTLSTransport;
import org.bouncycastle.tls.PSKTlsClient;
import org.bouncycastle.tls.PSKTlsServer;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.TlsPSKIdentityManager;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/**
 * DTLS 1.2 (RFC 6347) over a line, with the pre-shared key of its {@link LineSecret} (RFC 4279, RFC 7905). The key is
 * fresh for each line and made from ephemeral keys, so there is nothing to gain from certificates or another key exchange.
 *
 * <p>Threading: {@link #handshake} blocks, on a thread that may; {@link #begin} and {@link #onDatagram} belong to the thread
 * of the line's socket; {@link #send} and {@link #close} to any. No thread is kept once the handshake is done.
 */
public final class SealedChannel {
    /** Bytes that sealing adds to a datagram: record header 13, tag 16. */
    public static final int OVERHEAD = 29;
    /** The largest datagram that can be sealed (RFC 6347 section 4.1.1). */
    public static final int MAX_PAYLOAD = 16_384;

    private static final byte[] PSK_IDENTITY = "m2".getBytes(StandardCharsets.US_ASCII);
    private static final int HANDSHAKE_MS = 10_000;
    private static final int RESEND_MS = 300;

    /** Gets what was unsealed. */
    @FunctionalInterface
    public interface Receiver {
        /** @param payload one datagram, lent for this call; may be empty */
        void onDatagram(ByteBuffer payload);
    }

    private final boolean client;
    private final LineSecret secret;
    private final LineTransport transport;
    private final LongAdder notAuthentic = new LongAdder();
    private volatile DTLSTransport dtls;
    private Receiver receiver;

    /**
     * @param client whether this side called
     * @param out sends a datagram over the line; answers whether it was taken
     */
    public SealedChannel(boolean client, LineSecret secret, Predicate<ByteBuffer> out) {
        this.client = client;
        this.secret = secret;
        this.transport = new LineTransport(out, MAX_PAYLOAD + OVERHEAD);
    }

    /** @throws IOException when the other side did not answer in 10 s, or does not have the same secret */
    public void handshake() throws IOException {
        BcTlsCrypto crypto = new BcTlsCrypto(new SecureRandom());
        byte[] key = secret.channelKey();
        try {
            dtls = client
                    ? new DTLSClientProtocol().connect(new Client(crypto, key), transport)
                    : new DTLSServerProtocol().accept(new Server(crypto, key), transport);
        } catch (RuntimeException e) {
            throw new IOException("the end-to-end handshake failed", e);
        } finally {
            transport.flush(); // the last flight, or an alert: nobody waits for an answer to it
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Starts to hand over what arrives, beginning with what arrived since the handshake. */
    public void begin(Receiver to) {
        receiver = to;
        for (byte[] waiting = transport.next(); waiting != null; waiting = transport.next()) {
            unseal(waiting);
        }
        transport.handOver();
    }

    /** @param sealed one datagram of the line, lent for this call */
    public void onDatagram(ByteBuffer sealed) {
        byte[] bytes = new byte[sealed.remaining()];
        sealed.get(bytes);
        if (receiver == null) {
            transport.queue(bytes);
        } else {
            unseal(bytes);
        }
    }

    /** @return {@code false} when the channel is not open, the datagram is too large, or the line did not take it */
    public boolean send(ByteBuffer payload) {
        DTLSTransport open = dtls;
        if (open == null || transport.isClosed() || payload.remaining() > MAX_PAYLOAD) {
            return false;
        }
        int length = payload.remaining();
        byte[] bytes = new byte[Math.max(1, length)]; // the library refuses arrays without an element
        payload.duplicate().get(bytes, 0, length);
        try {
            synchronized (transport) {
                return transport.whetherTaken(() -> open.send(bytes, 0, length));
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the other side, or an error, ended the channel. */
    public boolean isClosed() {
        return transport.isClosed();
    }

    /** Datagrams that arrived and were no payload of this channel. */
    public long notAuthentic() {
        return notAuthentic.sum();
    }

    /** Tells the other side, best effort, and ends a handshake that is under way. */
    public void close() {
        DTLSTransport open = dtls;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // it is closed all the same
            }
            transport.flush();
        }
        transport.close();
    }

    private void unseal(byte[] sealed) {
        byte[] plain = new byte[Math.max(1, sealed.length)];
        transport.offer(sealed);
        try {
            // A datagram may hold several records; what is not payload ends in the transport's "no more".
            int length = dtls.receive(plain, 0, plain.length, 0);
            while (length >= 0) {
                receiver.onDatagram(ByteBuffer.wrap(plain, 0, length));
                length = dtls.receivePending(plain, 0, plain.length);
            }
        } catch (InterruptedIOException e) {
            notAuthentic.increment();
        } catch (IOException e) {
            transport.close();
        }
    }

    private static final class Client extends PSKTlsClient {
        Client(BcTlsCrypto crypto, byte[] key) {
            super(crypto, PSK_IDENTITY, key);
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256};
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return HANDSHAKE_MS;
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MS;
        }
    }

    private static final class Server extends PSKTlsServer {
        Server(BcTlsCrypto crypto, byte[] key) {
            super(crypto, new OneKey(key.clone()));
        }

        @Override
        protected ProtocolVersion[] getSupportedVersions() {
            return ProtocolVersion.DTLSv12.only();
        }

        @Override
        protected int[] getSupportedCipherSuites() {
            return new int[] {CipherSuite.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256};
        }

        @Override
        public int getHandshakeTimeoutMillis() {
            return HANDSHAKE_MS;
        }

        @Override
        public int getHandshakeResendTimeMillis() {
            return RESEND_MS;
        }
    }

    private record OneKey(byte[] key) implements TlsPSKIdentityManager {
        @Override
        public byte[] getHint() {
            return null; // the line says which key is meant
        }

        @Override
        public byte[] getPSK(byte[] identity) {
            return Arrays.equals(identity, PSK_IDENTITY) ? key.clone() : null;
        }
    }
}
