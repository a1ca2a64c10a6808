package dev.middleman.wire.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.middleman.wire.Seeds;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import java.security.KeyPair;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RealmDocumentTest {
    private static final KeyPair KEY = Ed25519.generate();
    private static final Octets PUB = Ed25519.raw(KEY.getPublic());
    private static final KaAddress SERVER = new KaAddress("ka.example", 5_684, Octets.of(new byte[32]));
    private static final RealmDocument DOCUMENT = new RealmDocument(PUB, List.of(SERVER), "open", 1, 1_800_000_000L);

    /** Every bit of the file is under the signature, or is the signature, or breaks the form. */
    @Test
    void shouldRefuseAFileWithAnyBitChanged() throws WireException {
        SplittableRandom random = Seeds.next("RealmDocumentTest");
        byte[] file = DOCUMENT.sign(KEY);
        assertThat(RealmDocument.parse(file)).isEqualTo(DOCUMENT);
        for (int i = 0; i < 2_000; i++) {
            byte[] changed = file.clone();
            changed[random.nextInt(file.length)] ^= (byte) (1 << random.nextInt(8));
            assertThatExceptionOfType(WireException.class).isThrownBy(() -> RealmDocument.parse(changed));
        }
    }

    @Test
    void shouldRefuseAFileOfSomebodyElse() throws WireException {
        KeyPair other = Ed25519.generate();
        RealmDocument theirs = new RealmDocument(Ed25519.raw(other.getPublic()), List.of(SERVER), "open", 1, 1);
        RealmDocument.Envelope mine = RealmDocument.Envelope.parse(DOCUMENT.sign(KEY));
        RealmDocument.Envelope his = RealmDocument.Envelope.parse(theirs.sign(other));
        JsonObject mixed = new JsonObject()
                .put("body", mine.body().toBase64Url())
                .put("pub", his.pub().toBase64Url())
                .put("sig", mine.sig().toBase64Url());
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> RealmDocument.parse(Json.write(mixed, RealmDocument.MAX_BYTES)))
                .withMessage("the signature is not the realm key's");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DOCUMENT.sign(other))
                .withMessage("not the realm's key");
    }

    @Test
    void shouldTakeTheLongestDocumentAndNoLongerOne() throws WireException {
        String name = "k".repeat(253);
        KaAddress longest = new KaAddress(name, 65_535, Octets.of(new byte[32]));
        RealmDocument full =
                new RealmDocument(PUB, Collections.nCopies(16, longest), "a".repeat(64), 1L << 52, 1L << 52);
        assertThat(RealmDocument.parse(full.sign(KEY))).isEqualTo(full);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RealmDocument(PUB, Collections.nCopies(17, longest), "", 0, 0))
                .withMessage("servers has not 1 to 16 entries");
        assertThatExceptionOfType(WireException.class)
                .isThrownBy(() -> RealmDocument.parse(new byte[RealmDocument.MAX_BYTES + 1]))
                .withMessage("a message of 16385 bytes is not in 0..16384");
    }

    @Test
    void shouldBeGoodUpToItsLastSecond() {
        assertThat(DOCUMENT.isExpired(1_800_000_000L)).isFalse();
        assertThat(DOCUMENT.isExpired(1_800_000_001L)).isTrue();
    }

    @Test
    void shouldTellAddressesFromNames() throws WireException {
        assertThat(SERVER.literal()).isEmpty();
        assertThat(new KaAddress("127.0.0.1", 7, SERVER.kaId()).literal())
                .hasValueSatisfying(endpoint -> assertThat(endpoint.port()).isEqualTo(7));
    }
}
