package dev.middleman.peer.cli;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Pid;
import java.util.Arrays;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** What the command line's words mean; an error names the word and what it should have been. */
final class Converters {
    private Converters() {}

    static final class ToPid implements ITypeConverter<Pid> {
        @Override
        public Pid convert(String text) {
            try {
                return Pid.parse(text);
            } catch (WireException e) {
                throw new TypeConversionException(
                        "'" + text + "' is not a peer id; it looks like 2001:db8:85a3:1:2:8a2e:370:7334");
            }
        }
    }

    static final class ToAddress implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            try {
                return IpText.parse(text);
            } catch (WireException e) {
                throw new TypeConversionException("'" + text + "' is not an IPv4 or IPv6 address");
            }
        }
    }

    static final class ToKa implements ITypeConverter<KaAddress> {
        @Override
        public KaAddress convert(String text) {
            try {
                return KaAddress.parse(text);
            } catch (WireException e) {
                throw new TypeConversionException("'" + text + "': " + e.getMessage());
            }
        }
    }

    static final class ToAccept implements ITypeConverter<Accept> {
        @Override
        public Accept convert(String text) {
            return Arrays.stream(Accept.values())
                    .filter(accept -> accept.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("'" + text + "' is not one of ask, open, refuse, members"));
        }
    }
}
