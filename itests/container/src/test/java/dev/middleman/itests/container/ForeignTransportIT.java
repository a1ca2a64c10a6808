package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.transport.Transport;
import dev.middleman.peer.Line;
import dev.middleman.peer.Peer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.After;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.Configuration;

/**
 * The transport that only newer Javas have: it serves first, and lines outlive its going and coming. The build leaves this
 * class out where the Java is older, or the transport is not built.
 */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ForeignTransportIT {

    private final BundleContext context = Bundles.context();
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private Village village;
    private Line atAlice;

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {Distribution.node()};
    }

    @Before
    public void open() throws Exception {
        village = new Village(context).open(context);
        Peer bob = village.target("127.0.2.1");
        atAlice = village.call(village.peer("127.0.1.1"), bob);
        village.nextAccepted()
                .receive((line, payload) ->
                        heard.add(StandardCharsets.UTF_8.decode(payload).toString()));
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    @Test(timeout = 120_000)
    public void shouldKeepLinesWhileTheForeignTransportGoesAndComesBack() throws Exception {
        Bundle foreign = Bundles.matching(context, "transport.ffm"::equals).get(0);

        awaitServing("ffm");
        awaitHeard("through ffm");
        foreign.stop();
        awaitServing("netty-");
        awaitHeard("through netty");
        foreign.start();
        awaitServing("ffm");
        awaitHeard("through ffm again");
    }

    @Test(timeout = 120_000)
    public void shouldTakeAnotherIdleStrategyWithoutEndingLines() throws Exception {
        Transport before = village.services().one(Transport.class);

        Configuration configuration = village.admin().getConfiguration("dev.middleman.transport.ffm", "?");
        try {
            configuration.update(new Hashtable<>(Map.of("idle", "adaptive", "polls", 50)));
            awaitHeard("while it polls");
        } finally {
            configuration.delete();
        }
        awaitHeard("as at first");
        assertThat(village.services().one(Transport.class)).isSameAs(before);
    }

    /** A bundle that has started may offer its transport a moment later. */
    private void awaitServing(String prefix) throws InterruptedException {
        village.services()
                .await(
                        "a transport " + prefix,
                        () -> village.services().one(Transport.class).name().startsWith(prefix));
    }

    /** Said until it is heard: the line may not be there yet at the other side. */
    private void awaitHeard(String text) throws InterruptedException {
        village.services().await("'" + text + "' is heard", () -> {
            atAlice.send(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return heard.contains(text);
        });
    }
}
