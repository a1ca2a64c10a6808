package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OutOfRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One leg of a {@link Granted}.
 *
 * @param ip4 the middle-man's public IPv4 address, port 0; at least one family is there
 * @param ip6 the same for IPv6
 * @param ports one to three relay ports
 * @param sid names the leg in knock frames
 * @param key 16 bytes; on the wire {@code K}
 */
public record GrantedLeg(Optional<Endpoint> ip4, Optional<Endpoint> ip6, List<Integer> ports, long sid, Octets key) {
    private static final IntField PORTS = new IntField("ports", 1, 65_535);
    private static final int MAX_PORTS = 3;

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public GrantedLeg {
        ip4.ifPresent(ip -> Endpoints.checkAddress("ip4", ip));
        ip6.ifPresent(ip -> Endpoints.checkAddress("ip6", ip));
        OutOfRange.unless(ip4.isEmpty() || ip4.get().isIp4(), "ip4 is not an IPv4 address");
        OutOfRange.unless(ip6.isEmpty() || !ip6.get().isIp4(), "ip6 is not an IPv6 address");
        OutOfRange.unless(ip4.isPresent() || ip6.isPresent(), "ip4 and ip6 are missing");
        ports = List.copyOf(ports);
        OutOfRange.unless(!ports.isEmpty() && ports.size() <= MAX_PORTS, "ports has not 1 to 3 entries");
        ports.forEach(PORTS::check);
        Fields.KEY.check(key);
    }

    JsonObject toJson() {
        JsonObject out = new JsonObject();
        ip4.ifPresent(ip -> out.put("ip4", IpText.format(ip)));
        ip6.ifPresent(ip -> out.put("ip6", IpText.format(ip)));
        out.put("ports", ports);
        Fields.putSid(out, sid);
        Fields.KEY.put(out, key);
        return out;
    }

    static GrantedLeg fromJson(JsonObject in) throws WireException {
        List<Integer> ports = new ArrayList<>();
        for (Object port : in.list("ports")) {
            ports.add(PORTS.read(port));
        }
        return new GrantedLeg(
                Endpoints.addressIfAny("ip4", in),
                Endpoints.addressIfAny("ip6", in),
                ports,
                Fields.readSid(in),
                Fields.KEY.read(in));
    }

    /** Says nothing: sid and key are secrets. */
    @Override
    public String toString() {
        return "GrantedLeg[hidden]";
    }
}
