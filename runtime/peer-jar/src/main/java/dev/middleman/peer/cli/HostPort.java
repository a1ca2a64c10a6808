package dev.middleman.peer.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * An address of a local program: {@code PORT}, {@code HOST:PORT} or {@code [IPv6]:PORT}.
 *
 * @param host as it was written; 127.0.0.1 when none was
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {
    private static final String HERE = "127.0.0.1";

    static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? HERE : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.isEmpty() || host.indexOf(':') >= 0) {
            throw new TypeConversionException("'" + text + "' is not PORT, HOST:PORT or [IPv6]:PORT");
        }
        return new HostPort(host, port(text.substring(colon + 1)));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // the same complaint
        }
        throw new TypeConversionException("port '" + text + "' is not in 0..65535");
    }

    /** @throws UnknownHostException when there is no such host */
    InetSocketAddress resolve() throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    /** For picocli. */
    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            return parse(text);
        }
    }
}
