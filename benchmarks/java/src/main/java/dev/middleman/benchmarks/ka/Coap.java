package dev.middleman.benchmarks.ka;

import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Token;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;

/** CoAP messages to bytes and back (RFC 7252). Stateless. */
final class Coap {
    private static final UdpDataSerializer OUT = new UdpDataSerializer();
    private static final UdpDataParser IN = new UdpDataParser();
    private static final String ROOT = "m2";

    private Coap() {}

    /** A confirmable request. The token is one byte, which tells the requests of a peer apart. */
    static byte[] request(Code code, int mid, int token, boolean observe, byte[] payload, String... path) {
        Request request = new Request(code, Type.CON);
        request.setMID(mid);
        request.setToken(new byte[] {(byte) token});
        request.getOptions().addUriPath(ROOT);
        for (String segment : path) {
            request.getOptions().addUriPath(segment);
        }
        if (observe) {
            request.setObserve();
        }
        if (payload.length > 0) {
            request.setPayload(payload);
            request.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
        }
        return OUT.getByteArray(request);
    }

    /** What is answered by a reset, and leaves nothing behind. */
    static byte[] ping(int mid) {
        return empty(Type.CON, mid);
    }

    static byte[] acknowledgement(int mid) {
        return empty(Type.ACK, mid);
    }

    private static byte[] empty(Type type, int mid) {
        EmptyMessage message = new EmptyMessage(type);
        message.setToken(Token.EMPTY);
        message.setMID(mid);
        return OUT.getByteArray(message);
    }

    static Message parse(byte[] message) {
        return IN.parseMessage(message);
    }
}
