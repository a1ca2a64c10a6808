package dev.middleman.itests.system.foreign;

import dev.middleman.itests.system.node.Conf;
import dev.middleman.itests.system.node.Launch;
import dev.middleman.itests.system.node.Node;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A policy of somebody else's, put into the deploy folder of a node of ours; {@link KarafIT} does the same with Karaf's. */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class DeployedPolicyIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void shouldDecideWhileItIsInTheDeployFolder() throws Exception {
        OwnPolicy policy = OwnPolicy.build(folder);
        Path deploy = Files.createDirectories(folder.resolve("deploy"));
        try (Surroundings surroundings = new Surroundings(folder)) {
            new Conf(folder.resolve("m1")).with("dev.middleman.policy.admission", Map.of("sessionPercent", 100));
            Node node = surroundings.startMiddleman(Launch.usual().withArguments("--deploy", deploy.toString()));
            node.awaitReady().awaitRegistered(LIMIT);

            surroundings.exchange(() -> policy.comeAndGo(deploy, node.shell(), surroundings));
        }
    }
}
