package dev.middleman.itests.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.api.relay.Drain;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.Result;
import org.apache.felix.hc.api.execution.HealthCheckExecutionOptions;
import org.apache.felix.hc.api.execution.HealthCheckExecutionResult;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.apache.felix.hc.api.execution.HealthCheckSelector;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.BundleContext;

/** The checks beside Felix's executor, from the first middle-man to the end of a drain. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class HealthIT {

    private final BundleContext context = Bundles.context();
    private final Village village = context == null ? null : new Village(context);

    @org.ops4j.pax.exam.Configuration
    public Option[] configuration() {
        return new Option[] {
            Distribution.node(),
            // For the executor's servlet; none of its ports is opened.
            Distribution.http(),
            Distribution.withResource("org/apache/felix/eventadmin/impl/Activator.class"),
            Distribution.withResource("org/apache/felix/hc/core/impl/executor/HealthCheckExecutorImpl.class")
        };
    }

    @After
    public void close() throws Exception {
        village.close();
    }

    private Map<String, Result.Status> states() {
        // One that was executed within the last two seconds is not asked again, unless told to.
        List<HealthCheckExecutionResult> results = village.services()
                .one(HealthCheckExecutor.class)
                .execute(
                        HealthCheckSelector.tags("live", "ready", "drained"),
                        new HealthCheckExecutionOptions()
                                .setForceInstantExecution(true)
                                .setCombineTagsWithOr(true));
        return results.stream()
                .collect(Collectors.toMap(
                        result -> result.getHealthCheckMetadata().getName(),
                        result -> result.getHealthCheckResult().getStatus()));
    }

    private void awaitStates(Result.Status live, Result.Status ready, Result.Status drained)
            throws InterruptedException {
        Map<String, Result.Status> wanted =
                Map.of("Middleman: live", live, "Middleman: ready", ready, "Middleman: drained", drained);
        village.services().await("the checks say " + wanted, () -> states().equals(wanted));
    }

    @Test(timeout = 90_000)
    public void shouldFollowANodeFromItsStartToTheEndOfADrain() throws Exception {
        village.services().await("the executor", () -> !village.services()
                .all(HealthCheckExecutor.class)
                .isEmpty());
        Result.Status no = Result.Status.TEMPORARILY_UNAVAILABLE;
        awaitStates(Result.Status.OK, no, Result.Status.OK);

        village.open(context);
        awaitStates(Result.Status.OK, Result.Status.OK, no);

        for (Drain drain : village.services().all(Drain.class)) {
            drain.begin(Drain.LEAST_SECONDS);
        }
        awaitStates(Result.Status.OK, no, Result.Status.OK);

        village.services().all(Drain.class).forEach(Drain::end);
        awaitStates(Result.Status.OK, Result.Status.OK, no);
        assertThat(states()).hasSize(3);
    }
}
