package dev.middleman.coap;

import java.net.InetSocketAddress;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertLevel;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;

/**
 * Accepts a server whose key is one of the pins, and nothing else: neither names nor issuers nor dates count, the key is the
 * identity. The handshake proves that the server holds it. Thread-safe.
 */
final class PinnedServer implements NewAdvancedCertificateVerifier {

    private final List<byte[]> pins;
    private volatile boolean refused;

    /** @param pins SHA-256 of each accepted SubjectPublicKeyInfo, 32 bytes */
    PinnedServer(List<byte[]> pins) {
        this.pins = pins;
    }

    /** Whether a server showed a key that is not pinned. */
    boolean refused() {
        return refused;
    }

    @Override
    public List<CertificateType> getSupportedCertificateTypes() {
        return List.of(CertificateType.X_509, CertificateType.RAW_PUBLIC_KEY);
    }

    @Override
    public CertificateVerificationResult verifyCertificate(
            ConnectionId cid,
            ServerNames serverName,
            InetSocketAddress remotePeer,
            boolean clientUsage,
            boolean verifySubject,
            boolean truncateCertificatePath,
            CertificateMessage message) {
        PublicKey key = message.getPublicKey();
        if (key == null || !pinned(key)) {
            refused = true;
            AlertMessage alert = new AlertMessage(AlertLevel.FATAL, AlertDescription.BAD_CERTIFICATE);
            return new CertificateVerificationResult(cid, new HandshakeException("key not pinned", alert), null);
        }
        if (message.getCertificateChain() != null) {
            return new CertificateVerificationResult(cid, message.getCertificateChain(), null);
        }
        return new CertificateVerificationResult(cid, key, null);
    }

    private boolean pinned(PublicKey key) {
        byte[] digest = sha256(key.getEncoded());
        return pins.stream().anyMatch(pin -> MessageDigest.isEqual(pin, digest));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public List<X500Principal> getAcceptedIssuers() {
        return List.of();
    }

    @Override
    public void setResultHandler(HandshakeResultHandler resultHandler) {
        // Answers at once.
    }
}
