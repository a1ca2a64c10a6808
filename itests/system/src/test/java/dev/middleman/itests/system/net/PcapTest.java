package dev.middleman.itests.system.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.itests.system.net.Pcap.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The capture reader against packets written out by hand. */
class PcapTest {

    private static final String HEADER = "d4c3b2a1" + "02000400" + "00000000" + "00000000" + "00000400" + "01000000";
    private static final String MACS = "020000000001" + "020000000002";
    private static final String IP4 = MACS + "0800" + "4500001c00000000401100000a4d01020a4d0202" + "0001000200080000";
    private static final String IP6_ADDRESSES = "fd770001000000000000000000000002" + "fd770001000000000000000000000001";
    private static final String UDP6 = MACS + "86dd" + "6000000000081140" + IP6_ADDRESSES + "0001000200080000";
    private static final String SOLICITATION = MACS + "86dd" + "6000000000083aff" + IP6_ADDRESSES + "8700000000000000";
    private static final String FORGED_SOLICITATION =
            MACS + "86dd" + "6000000000083a40" + IP6_ADDRESSES + "8700000000000000";
    private static final String ECHO6 = MACS + "86dd" + "6000000000083aff" + IP6_ADDRESSES + "8000000000000000";
    private static final String LISTENER_REPORT =
            MACS + "86dd" + "6000000000100001" + IP6_ADDRESSES + "3a00050200000000" + "8f00000000000000";
    private static final String ARP = MACS + "0806" + "0001080006040001";
    private static final String STRANGE = MACS + "88cc" + "0000";

    @TempDir
    Path folder;

    @Test
    void shouldTellWhoTalkedToWhom() throws Exception {
        List<Pcap.Packet> packets = read(HEADER + record(IP4) + record(UDP6));

        assertThat(packets)
                .containsExactly(
                        new Pcap.Packet(
                                Kind.IP4, InetAddress.getByName("10.77.1.2"), InetAddress.getByName("10.77.2.2")),
                        new Pcap.Packet(
                                Kind.IP6, InetAddress.getByName("fd77:1::2"), InetAddress.getByName("fd77:1::1")));
    }

    @Test
    void shouldSetApartOnlyWhatCannotPassARouter() throws Exception {
        assertThat(read(HEADER
                        + record(ARP)
                        + record(SOLICITATION)
                        + record(LISTENER_REPORT)
                        + record(FORGED_SOLICITATION)
                        + record(ECHO6)
                        + record(STRANGE)))
                .extracting(Pcap.Packet::kind)
                .containsExactly(Kind.LINK, Kind.LINK, Kind.LINK, Kind.IP6, Kind.IP6, Kind.UNKNOWN);
    }

    @Test
    void shouldLeaveOutARecordThatIsStillBeingWritten() throws Exception {
        String half = record(UDP6).substring(0, 60);

        assertThat(read(HEADER + record(IP4) + half)).hasSize(1);
        assertThat(read("d4c3b2a1")).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNoCapture() {
        assertThatThrownBy(() -> read("00".repeat(24)))
                .isInstanceOf(IOException.class)
                .hasMessage("not a pcap file: magic 0");
    }

    private static String record(String frame) {
        String length = HexFormat.of().toHexDigits((byte) (frame.length() / 2)) + "000000";
        return "0000000000000000" + length + length + frame;
    }

    private List<Pcap.Packet> read(String hex) throws IOException {
        return Pcap.read(Files.write(folder.resolve("test.pcap"), HexFormat.of().parseHex(hex)));
    }
}
