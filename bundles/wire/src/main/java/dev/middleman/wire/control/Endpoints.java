package dev.middleman.wire.control;

import dev.middleman.api.net.Endpoint;
import dev.middleman.wire.IpText;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.IntField;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OutOfRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Endpoints as {@code [ip, port]}, addresses as text. Errors name the field, never what stood in it. */
final class Endpoints {
    private Endpoints() {}

    static List<Object> toJson(Endpoint endpoint) {
        return List.of(IpText.format(endpoint), endpoint.port());
    }

    static List<Object> toJson(List<Endpoint> endpoints) {
        List<Object> list = new ArrayList<>();
        endpoints.forEach(endpoint -> list.add(toJson(endpoint)));
        return list;
    }

    static Endpoint fromJson(String name, Object value) throws WireException {
        if (value instanceof List<?> pair && pair.size() == 2) {
            return address(name, pair.get(0)).withPort(new IntField(name, 0, 65_535).read(pair.get(1)));
        }
        throw new WireException(name + " is not [ip, port]");
    }

    static List<Endpoint> listFromJson(String name, Object value) throws WireException {
        if (!(value instanceof List<?> list)) {
            throw new WireException(name + " is not a list");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (Object element : list) {
            endpoints.add(fromJson(name, element));
        }
        return endpoints;
    }

    static Optional<Endpoint> addressIfAny(String name, JsonObject in) throws WireException {
        return in.has(name) ? Optional.of(address(name, in.get(name))) : Optional.empty();
    }

    /** An endpoint that stands for an address has port 0. */
    static void checkAddress(String name, Endpoint endpoint) {
        OutOfRange.unless(endpoint.port() == 0, name + " port " + endpoint.port() + " is not 0");
    }

    /** One or two addresses, not two of one family. */
    static void checkAddressPerFamily(String name, List<Endpoint> endpoints) {
        endpoints.forEach(endpoint -> checkAddress(name, endpoint));
        long ip4 = endpoints.stream().filter(Endpoint::isIp4).count();
        OutOfRange.unless(
                !endpoints.isEmpty() && ip4 <= 1 && endpoints.size() - ip4 <= 1,
                name + " is not one address per family");
    }

    private static Endpoint address(String name, Object value) throws WireException {
        String text = JsonObject.asText(name, value);
        try {
            return IpText.parse(text);
        } catch (WireException e) {
            throw new WireException(name + " is not an IP address");
        }
    }
}
