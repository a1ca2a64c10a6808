package dev.middleman.peer;

import dev.middleman.api.net.Families;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.List;

/** Which families this host can reach others by, as far as its own addresses tell. Stateless. */
final class LocalFamilies {
    private LocalFamilies() {}

    static Families find() {
        try {
            List<InetAddress> addresses = NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
                    .toList();
            boolean ip4 = addresses.stream().anyMatch(Inet4Address.class::isInstance);
            boolean ip6 = addresses.stream().anyMatch(address -> !(address instanceof Inet4Address));
            return ip4 == ip6 ? Families.BOTH : ip4 ? Families.IP4 : Families.IP6;
        } catch (SocketException e) {
            return Families.BOTH;
        }
    }
}
