package dev.middleman.coap;

import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;

/**
 * Every setting of the carried library, in one place. Immutable; safe to share.
 *
 * <p>A confirmable message is sent at 0, then after {@code ackTimeoutMs} and twice that with a random factor of up to 1.5
 * and a back-off of 1.5 (RFC 7252 section 4.2 has 2; with 1.5 a sender gives up after at most 14.25 s, before the receiver
 * forgets at 15 s, so no retransmission is ever taken for a new request).
 *
 * @param ackTimeoutMs how long the first transmission waits for its acknowledgement, milliseconds
 * @param answerTimeoutMs how long an acknowledged request waits for its answer, milliseconds
 * @param connectTimeoutMs how long a handshake may take, milliseconds
 */
record CoapSettings(int ackTimeoutMs, int answerTimeoutMs, int connectTimeoutMs) {

    /** A look-up is answered within 16 s; its answer may need a retransmission. */
    static final CoapSettings DEFAULT = new CoapSettings(2_000, 20_000, 15_000);

    /** What the server calls an association in its records (RFC 9146): 48 bits, so a guess is dropped unread. */
    private static final int SERVER_CONNECTION_ID_BYTES = 6;

    /** The client has one association per socket and needs no name for it, but uses the server's. */
    private static final int CLIENT_CONNECTION_ID_BYTES = 0;

    /** The smallest that IPv6 guarantees: handshake flights never fragment. */
    private static final int MTU_BYTES = 1_280;

    /** The library's default is 247 s: it would keep keys and addresses in the heap for that long. */
    private static final int EXCHANGE_LIFETIME_SECONDS = 15;

    /** A message of now is neither repeated nor recognised as a repetition after that. */
    static final int SETTLED_SECONDS = EXCHANGE_LIFETIME_SECONDS + 1;

    private static final int MAX_RETRANSMIT = 2;

    /** How many turns of {@link Links#turn} make an association idle enough to give way to a new one. */
    static final int STALE_TURNS = 10;

    /** The time between two turns: clients ping every 25 s, so a living association has at most 5 or 6. */
    static final int TURN_SECONDS = 5;

    /** How long an unfinished handshake is kept: 1 + 2 + 4 + 8 s of retransmission, rounded up. */
    private static final int HANDSHAKE_SECONDS = 16;

    /** How long the CoAP layer remembers message ids of a silent association. */
    private static final int PEER_INACTIVITY_SECONDS = 60;

    /**
     * How many requests of one client a server remembers, with their answers, to know a repetition when it comes: beyond, the oldest is
     * forgotten. A client repeats what was not acknowledged, of which it has a few under way (RFC 7252 section 4.7 has one);
     * who sends so many others before it repeats one has that one done twice.
     */
    static final int REMEMBERED_OF_A_CLIENT = 64;

    /** The same of the one server that a client chose: a KA server asks a middle-man on behalf of all its callers. */
    private static final int REMEMBERED_OF_A_SERVER = 4_096;

    /** Observations for each association that a server has room for: after it shook hands anew, a client's old ones linger for a while. */
    static final int OBSERVATIONS_EACH = 4;

    /** Datagrams that were read and wait for a thread; more are dropped, as a full socket buffer would. */
    private static final int MAX_PENDING_IN = 5_000;

    /**
     * Messages that wait to be encrypted. What comes in has already been bounded, and one look-up leads to some ten messages: those of it
     * that are under way are not to be lost for want of room here.
     */
    private static final int MAX_PENDING_OUT = 10 * MAX_PENDING_IN;

    /**
     * What a socket holds each way, where the system lets it. The usual 208 KiB are full after some 150 small datagrams: fewer than all clients
     * of a server send, or a KA server asks of a middle-man, while a virtual machine pauses. What is lost then is sent again after 2 to
     * 3 s, when the wait for a middle-man's hold is over.
     */
    private static final int SOCKET_BYTES = 4 << 20;

    Configuration server(int maxAssociations, int handshakesPerSecond) {
        Configuration config = common(maxAssociations, REMEMBERED_OF_A_CLIENT);
        config.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
        config.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, SERVER_CONNECTION_ID_BYTES);
        config.set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NONE);
        // The gate keeps to the limit; the library's store has room for every handshake that it may admit meanwhile.
        config.set(DtlsConfig.DTLS_MAX_CONNECTIONS, maxAssociations + handshakesPerSecond * HANDSHAKE_SECONDS);
        return config;
    }

    Configuration client() {
        Configuration config = common(1, REMEMBERED_OF_A_SERVER);
        config.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
        config.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, CLIENT_CONNECTION_ID_BYTES);
        config.set(DtlsConfig.DTLS_VERIFY_SERVER_CERTIFICATES_SUBJECT, false);
        config.set(DtlsConfig.DTLS_MAX_CONNECTIONS, 1);
        return config;
    }

    private Configuration common(int maxPeers, int remembered) {
        CoapConfig.register();
        DtlsConfig.register();
        Configuration config = Configuration.createStandardWithoutFile();
        coap(config, maxPeers);
        config.set(CoapConfig.DEDUPLICATOR, CoapConfig.DEDUPLICATOR_PEERS_MARK_AND_SWEEP);
        config.set(CoapConfig.PEERS_MARK_AND_SWEEP_MESSAGES, remembered);
        dtls(config);
        config.set(SystemConfig.HEALTH_STATUS_INTERVAL, 0, TimeUnit.SECONDS);
        return config;
    }

    private void coap(Configuration config, int maxPeers) {
        config.set(CoapConfig.ACK_TIMEOUT, ackTimeoutMs, TimeUnit.MILLISECONDS);
        config.set(CoapConfig.ACK_INIT_RANDOM, 1.5f);
        config.set(CoapConfig.ACK_TIMEOUT_SCALE, 1.5f);
        config.set(CoapConfig.MAX_RETRANSMIT, MAX_RETRANSMIT);
        config.set(CoapConfig.EXCHANGE_LIFETIME, EXCHANGE_LIFETIME_SECONDS, TimeUnit.SECONDS);
        config.set(CoapConfig.NON_LIFETIME, EXCHANGE_LIFETIME_SECONDS, TimeUnit.SECONDS);
        config.set(CoapConfig.MARK_AND_SWEEP_INTERVAL, 1, TimeUnit.SECONDS);
        config.set(CoapConfig.MAX_ACTIVE_PEERS, Math.max(maxPeers, 16));
        config.set(CoapConfig.MAX_PEER_INACTIVITY_PERIOD, PEER_INACTIVITY_SECONDS, TimeUnit.SECONDS);
        // The library's default is 50,000, however many associations there may be.
        config.set(CoapConfig.MAX_SERVER_OBSERVES, OBSERVATIONS_EACH * maxPeers);
        // 0 switches block-wise transfer off; with it, payloads pass whole or are refused.
        config.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 0);
        config.set(CoapConfig.MAX_MESSAGE_SIZE, 1_024);
        config.set(CoapConfig.PREFERRED_BLOCK_SIZE, 1_024);
    }

    private static void dtls(Configuration config) {
        config.setAsList(
                DtlsConfig.DTLS_CIPHER_SUITES,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8);
        // Without session ids there is no resumption: no master secret outlives its association.
        config.set(DtlsConfig.DTLS_SERVER_USE_SESSION_ID, false);
        config.set(DtlsConfig.DTLS_DEFAULT_HANDSHAKE_MODE, "none");
        config.set(DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST, true);
        config.set(DtlsConfig.DTLS_MAX_TRANSMISSION_UNIT, MTU_BYTES);
        config.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 1_000, TimeUnit.MILLISECONDS);
        config.set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 3);
        config.set(DtlsConfig.DTLS_MAX_PENDING_INBOUND_JOBS, MAX_PENDING_IN);
        config.set(DtlsConfig.DTLS_MAX_PENDING_OUTBOUND_JOBS, MAX_PENDING_OUT);
        config.set(DtlsConfig.DTLS_RECEIVE_BUFFER_SIZE, SOCKET_BYTES);
        config.set(DtlsConfig.DTLS_SEND_BUFFER_SIZE, SOCKET_BYTES);
        // Our own Receiver reads the socket.
        config.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 0);
    }
}
