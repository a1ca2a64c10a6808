package dev.middleman.peer.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.control.Method;
import dev.middleman.api.net.Families;
import dev.middleman.peer.Identity;
import dev.middleman.peer.fake.FakeKa;
import dev.middleman.peer.fake.TurnedTime;
import dev.middleman.peer.seal.Mode;
import dev.middleman.wire.control.Accept;
import dev.middleman.wire.control.Inbox;
import dev.middleman.wire.id.KaAddress;
import dev.middleman.wire.id.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Being registered, in virtual time. */
class RegistrarTest implements Registrar.Events {
    private final TurnedTime time = new TurnedTime();
    private final FakeKa ka = new FakeKa(Runnable::run);
    private final List<Throwable> failures = new ArrayList<>();
    private final List<Inbox> inboxes = new ArrayList<>();
    private final PeerContext peer =
            new PeerContext(Octets.of(new byte[32]), Identity.create(), Families.IP4, Mode.SEALED, time, time);
    private int registered;

    private final Registrar registrar = new Registrar(
            peer,
            new KaLink(ka, new KaAddress("127.0.0.1", 5_684, ka.kaId), Optional.empty()),
            Accept.OPEN,
            this,
            new Random(1));

    @Test
    void shouldRegisterAndWatchItsInbox() {
        registrar.start();
        assertThat(registrar.isRegistered()).isTrue();
        assertThat(registered).isEqualTo(1);
        assertThat(ka.registered()).isEqualTo(1);
        assertThat(inboxes).containsExactly(new Inbox(List.of()));
    }

    @Test
    void shouldRefreshAtHalfOfTheLifetime() {
        registrar.start();
        ka.asks.clear();
        time.seconds(149);
        assertThat(ka.asks).isEmpty();
        time.seconds(2);
        assertThat(ka.asks).containsExactly(Method.POST);
        time.seconds(1_500);
        assertThat(Collections.frequency(ka.asks, Method.POST)).isEqualTo(11);
        assertThat(ka.registered()).isEqualTo(1);
    }

    @Test
    void shouldRegisterAgainWithinTheSpreadWhenTheServerForgot() {
        ka.spread = 30;
        registrar.start();
        ka.forgetEverybody();
        time.seconds(150);
        assertThat(registrar.isRegistered()).isFalse(); // it knows, and waits for its moment
        time.seconds(31);
        assertThat(registrar.isRegistered()).isTrue();
        assertThat(ka.registered()).isEqualTo(1);
    }

    @Test
    void shouldNotAllComeBackInTheSameMoment() {
        ka.spread = 30;
        List<Integer> seconds = new ArrayList<>();
        for (int seed = 0; seed < 20; seed++) {
            TurnedTime own = new TurnedTime();
            FakeKa server = new FakeKa(Runnable::run);
            server.spread = 30;
            Registrar one = new Registrar(
                    new PeerContext(peer.realmId(), peer.identity(), Families.IP4, Mode.SEALED, own, own),
                    new KaLink(server, new KaAddress("127.0.0.1", 5_684, server.kaId), Optional.empty()),
                    Accept.OPEN,
                    this,
                    new Random(seed));
            one.start();
            server.forgetEverybody();
            own.seconds(150);
            int waited = 0;
            while (!one.isRegistered()) {
                own.seconds(1);
                waited++;
            }
            seconds.add(waited);
        }
        assertThat(seconds).allMatch(second -> second <= 31);
        assertThat(seconds.stream().distinct().count()).isGreaterThan(8);
    }

    @Test
    void shouldNoticeByPingThatTheServerIsGoneAndComeBackWhenItIs() {
        registrar.start();
        ka.down = true;
        ka.forgetEverybody();
        time.seconds(30);
        assertThat(registrar.isRegistered()).isFalse();
        assertThat(failures).isNotEmpty();
        ka.down = false;
        time.seconds(10);
        assertThat(registrar.isRegistered()).isTrue();
    }

    @Test
    void shouldNoticeWithin15SecondsThatTheServerDiedWithoutAWord() {
        ka.ping = 7;
        registrar.start();
        time.seconds(7.1); // it just answered
        ka.silent = true;
        time.seconds(13);
        assertThat(registrar.isRegistered()).as("too early to say").isTrue();

        time.seconds(2);

        assertThat(registrar.isRegistered()).isFalse();
    }

    @Test
    void shouldBeBackWithin15SecondsWhereTheServerRestartedWithoutAWord() {
        ka.ping = 7;
        registrar.start();
        time.seconds(7.1);
        ka.restartWithoutAWord();
        assertThat(ka.registered()).isZero();

        time.seconds(15);

        assertThat(registrar.isRegistered()).isTrue();
        assertThat(ka.registered()).isEqualTo(1);
    }

    @Test
    void shouldNotGiveUpAServerThatTakesSixSecondsToAnswer() {
        ka.waitingPings = new ArrayList<>();
        registrar.start();
        ka.asks.clear();
        for (int ping = 0; ping < 4; ping++) {
            time.seconds(25);
            assertThat(ka.waitingPings).hasSize(ping + 1);
            time.seconds(6);
            ka.waitingPings.get(ping).complete(null);
        }
        assertThat(ka.asks).as("nothing had to be verified").isEmpty();
        assertThat(registrar.isRegistered()).isTrue();

        time.seconds(25 + 7 + 1);

        assertThat(ka.asks).as("one second more is too long").isNotEmpty();
    }

    @Test
    void shouldTryLessAndLessOftenButNeverStop() {
        ka.down = true;
        registrar.start();
        assertThat(failures).hasSize(1);
        time.seconds(10);
        int inTenSeconds = failures.size();
        assertThat(inTenSeconds).isBetween(2, 6);
        time.seconds(3_600);
        assertThat(failures.size() - inTenSeconds).isBetween(20, 65); // about one in 60 to 180 s
        ka.down = false;
        time.seconds(181);
        assertThat(registrar.isRegistered()).isTrue();
    }

    @Test
    void shouldKeepItsRegistrationWhenOnlyTheAssociationBroke() {
        registrar.start();
        ka.pongs = false;
        time.seconds(26);
        ka.pongs = true;
        time.seconds(5);
        assertThat(registrar.isRegistered()).isTrue();
        assertThat(ka.registered()).isEqualTo(1);
    }

    @Test
    void shouldTakeItselfBackAndStaySilent() {
        registrar.start();
        registrar.close();
        assertThat(ka.registered()).isZero();
        assertThat(registrar.isRegistered()).isFalse();
        ka.asks.clear();
        time.seconds(1_000);
        assertThat(ka.asks).isEmpty();
    }

    @Override
    public void registered(Registrar which) {
        registered++;
    }

    @Override
    public void failed(Registrar which, Throwable why) {
        failures.add(why);
    }

    @Override
    public void inbox(Registrar which, Inbox inbox) {
        inboxes.add(inbox);
    }
}
