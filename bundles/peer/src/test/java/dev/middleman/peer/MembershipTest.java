package dev.middleman.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Endpoint;
import dev.middleman.peer.fake.FakeKa;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.id.Ed25519;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.MemberProof;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.RealmDocument;
import java.security.KeyPair;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a look-up shows of a caller's membership. Nobody is called: the KA server refuses everything. */
class MembershipTest {
    private static final Octets SECRET = Octets.of(new byte[32]);
    private static final long LATER = 9_999_999_999L;

    private final FakeKa ka = new FakeKa();
    private final Identity identity = Identity.create();
    private final KeyPair realmKey = Ed25519.generate();
    private final Octets realmId = RealmDocument.realmIdOf(Ed25519.raw(realmKey.getPublic()));

    @AfterEach
    void stop() {
        ka.close();
    }

    /** Calls somebody and returns what was sent. */
    private List<LookUp> lookUps(PeerBuilder builder) throws Exception {
        ka.refusal = Answer.of(Status.NOT_FOUND);
        Peer peer = builder.realmId(realmId)
                .servers(List.of(new KaAddress("127.0.0.1", 5_684, ka.kaId)))
                .identity(identity)
                .control(ka)
                .bind(Endpoint.ofIp4(0x7f00_0001, 0))
                .build();
        try (peer) {
            assertThatThrownBy(
                            () -> peer.call(new Pid(1, 2)).toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("no such peer");
        }
        return ka.lookUps;
    }

    @Test
    void shouldShowNothingAndSignNothingWhenThereIsNothingToShow() throws Exception {
        assertThat(lookUps(Peer.builder())).singleElement().satisfies(sent -> {
            assertThat(sent.nonce().isEmpty()).isTrue();
            assertThat(sent.credential().isEmpty()).isTrue();
        });
    }

    @Test
    void shouldProveTheRealmsSecretForThisRequestOnly() throws Exception {
        List<LookUp> sent = lookUps(Peer.builder().membership(Membership.bySecret(SECRET)));
        lookUps(Peer.builder().membership(Membership.bySecret(SECRET)));

        assertThat(sent).hasSize(2);
        for (LookUp lookUp : sent) {
            ProofContext context = ProofContext.ofPeer(realmId, ka.kaId, lookUp.nonce());
            assertThat(lookUp.credential())
                    .isEqualTo(MemberProof.bySecret(SECRET, MemberProof.input(context, identity.publicKey())));
        }
        assertThat(sent.get(0).credential()).isNotEqualTo(sent.get(1).credential());
    }

    @Test
    void shouldShowTheCertificateInASignedRequest() throws Exception {
        MemberCertificate certificate = MemberCertificate.sign(realmKey, identity.publicKey(), LATER);

        List<LookUp> sent = lookUps(Peer.builder().membership(Membership.byCertificate(certificate.encode())));

        assertThat(sent).singleElement().satisfies(lookUp -> {
            assertThat(lookUp.nonce().isEmpty()).isFalse();
            assertThat(MemberCertificate.parse(lookUp.credential().toArray())
                            .admits(realmId, identity.publicKey(), LATER))
                    .isTrue();
        });
    }

    @Test
    void shouldAskForANonceAgainWhenTheAnswerGotLost() throws Exception {
        ka.loseAnswers = 1; // that to the first question for a nonce

        List<LookUp> sent = lookUps(Peer.builder().membership(Membership.bySecret(SECRET)));

        assertThat(sent)
                .singleElement()
                .satisfies(lookUp -> assertThat(lookUp.credential().isEmpty()).isFalse());
    }

    @Test
    void shouldRefuseWhatCannotBeAMembership() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Membership.bySecret(Octets.of(new byte[15])))
                .withMessage("a secret of 15 bytes is not in 16..64 bytes");
        assertThatThrownBy(() -> Membership.byCertificate(Octets.of(new byte[103])))
                .isInstanceOf(WireException.class)
                .hasMessage("a certificate of 103 bytes is not 104 bytes");
        assertThat(Membership.bySecret(SECRET)).hasToString("Membership[hidden]");
    }
}
