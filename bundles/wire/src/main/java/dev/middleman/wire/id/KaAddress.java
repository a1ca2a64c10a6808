package dev.middleman.wire.id;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.OutOfRange;
import java.security.PublicKey;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a KA server is and what it must prove to be: {@code coaps://host:port/m2#sha256=<base64url>}. The part behind the
 * hash sign never travels; it pins the server's key, so neither a name server nor an authority can put another one there.
 *
 * @param host a name in letters, digits, dots and hyphens, or an IP address without brackets
 * @param port UDP port, 1 to 65,535
 * @param kaId SHA-256 of the server's SPKI, 32 bytes
 */
public record KaAddress(String host, int port, Octets kaId) {
    /** The port of CoAP over DTLS (RFC 7252 section 12.7); taken when a text names none. */
    public static final int DEFAULT_PORT = 5_684;

    /** What all resources of the control protocol lie under. */
    public static final String ROOT = "m2";

    private static final int MAX_CHARS = 400;
    private static final int MAX_HOST = 253;
    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?");
    private static final Pattern TEXT = Pattern.compile(
            "coaps://(?:\\[([0-9a-fA-F:.]+)]|([a-zA-Z0-9.-]+))(?::([0-9]{1,5}))?/m2#sha256=([A-Za-z0-9_-]{43})");

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public KaAddress {
        OutOfRange.unless(host.length() <= MAX_HOST, "host has more than 253 characters");
        OutOfRange.unless(
                host.indexOf(':') >= 0 ? isIp(host) : NAME.matcher(host).matches(),
                "host is neither a name nor an IP address");
        OutOfRange.unless(port >= 1 && port <= 65_535, "port " + port + " is not in 1..65535");
        OutOfRange.unless(kaId.length() == Sha256.BYTES, "sha256 is not 32 bytes");
    }

    /** Reads what {@link #text()} writes; the port may be missing. */
    public static KaAddress parse(String text) throws WireException {
        Matcher parts = TEXT.matcher(text.length() > MAX_CHARS ? "" : text);
        if (!parts.matches()) {
            throw new WireException("not coaps://host:port/m2#sha256=...");
        }
        String ip6 = parts.group(1);
        if (ip6 != null && ip6.indexOf(':') < 0) {
            throw new WireException("brackets are for IPv6 addresses");
        }
        String port = parts.group(3);
        try {
            return new KaAddress(
                    ip6 != null ? ip6 : parts.group(2),
                    port == null ? DEFAULT_PORT : Integer.parseInt(port),
                    Octets.ofBase64Url(parts.group(4)));
        } catch (OutOfRange e) {
            throw new WireException(e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new WireException("sha256 is not base64url of 32 bytes");
        }
    }

    /** The one line that people hand around. */
    public String text() {
        String inUri = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "coaps://" + inUri + ":" + port + "/" + ROOT + "#sha256=" + kaId.toBase64Url();
    }

    /** Address and port when the host is an IP address; empty when it is a name that somebody must look up. */
    public Optional<Endpoint> literal() {
        try {
            return Optional.of(IpText.parse(host).withPort(port));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    /** The id of the server that has this key: SHA-256 over its SubjectPublicKeyInfo (RFC 5280 section 4.1). */
    public static Octets kaIdOf(PublicKey key) {
        return new Sha256().add(Octets.of(key.getEncoded())).octets();
    }

    /** Says nothing; {@link #text()} is for those who must show it. */
    @Override
    public String toString() {
        return "KaAddress[hidden]";
    }

    private static boolean isIp(String host) {
        try {
            IpText.parse(host);
            return true;
        } catch (WireException e) {
            return false;
        }
    }
}
