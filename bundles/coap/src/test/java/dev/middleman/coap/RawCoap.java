package dev.middleman.coap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.Option;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.coap.option.OpaqueOptionDefinition;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.auth.RawPublicKeyIdentity;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.x509.NewAdvancedCertificateVerifier;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/** The library itself as a client, to send what the contract would not. */
final class RawCoap implements AutoCloseable {
    private static final int WAIT_MS = 10_000;
    /** An option that nobody knows; its odd number makes it critical (RFC 7252 section 5.4.6). */
    private static final int CRITICAL_OPTION = 65_001;

    private final CoapEndpoint endpoint;
    private final InetSocketAddress server;

    private RawCoap(CoapEndpoint endpoint, InetSocketAddress server) {
        this.endpoint = endpoint;
        this.server = server;
    }

    static RawCoap connect(Identity identity, int port) {
        return connect(port, new PinnedServer(List.of(identity.pin())));
    }

    /** As a client that knows no certificates, only bare public keys (RFC 7250). */
    static RawCoap connectByRawKey(Identity identity, int port) {
        RawPublicKeyIdentity key =
                new RawPublicKeyIdentity(identity.certificate().getPublicKey());
        return connect(
                port,
                StaticNewAdvancedCertificateVerifier.builder()
                        .setTrustedRPKs(key)
                        .build());
    }

    private static RawCoap connect(int port, NewAdvancedCertificateVerifier verifier) {
        Configuration config = Net.QUICK.client();
        config.set(DtlsConfig.DTLS_DEFAULT_HANDSHAKE_MODE, "auto");
        config.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(config)
                .setConnector(new DTLSConnector(DtlsConnectorConfig.builder(config)
                        .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                        .setAdvancedCertificateVerifier(verifier)
                        .build()))
                .build();
        try {
            endpoint.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RawCoap(endpoint, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    String post(String path, int size) {
        return post(path, size, -1);
    }

    String post(String path, int size, int format) {
        Request request = new Request(Code.POST);
        request.setPayload(new byte[size]);
        if (format >= 0) {
            request.getOptions().setContentFormat(format);
        }
        return send(request, path);
    }

    String fetch(String path) {
        return send(new Request(Code.FETCH), path);
    }

    String postWithCriticalOption(String path) {
        Request request = new Request(Code.POST);
        request.getOptions()
                .addOption(new Option(new OpaqueOptionDefinition(CRITICAL_OPTION, "Unheard-Of"), new byte[] {1}));
        return send(request, path);
    }

    /** A request that is the same as any earlier one by this number (RFC 7252 section 4.2). @return the answer's payload */
    String postAs(int number, String path) {
        Request request = new Request(Code.POST);
        request.setMID(number);
        request.setToken(new byte[] {(byte) (number >> Byte.SIZE), (byte) number});
        request.setPayload(new byte[] {1});
        Response response = answer(request, path);
        return response == null ? "nothing" : response.getPayloadString();
    }

    /** The answer's code, such as {@code 4.13}. */
    private String send(Request request, String path) {
        Response response = answer(request, path);
        return response == null ? "nothing" : response.getCode().toString();
    }

    /** The answer; {@code null} when none came. */
    private Response answer(Request request, String path) {
        request.getOptions().setUriPath(path);
        request.setDestinationContext(new AddressEndpointContext(server));
        endpoint.sendRequest(request);
        try {
            return request.waitForResponse(WAIT_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        endpoint.destroy();
    }
}
