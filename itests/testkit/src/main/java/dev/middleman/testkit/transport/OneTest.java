package dev.middleman.testkit.transport;

import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The main class of a process that runs one test and tells by its exit code how that went. */
final class OneTest implements TestExecutionListener {
    static final int PASSED = 0;
    static final int FAILED = 1;
    static final int SKIPPED = 3;

    private int finished;
    private int code = PASSED;

    private OneTest() {}

    public static void main(String[] args) {
        OneTest test = new OneTest();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(DiscoverySelectors.selectUniqueId(args[0]))
                .build();
        LauncherFactory.create().execute(request, test);
        if (test.finished != 1) {
            System.out.println("not one test, but " + test.finished + " ran: " + args[0]);
            test.code = FAILED;
        }
        // Threads that a failed test left behind must not keep the process.
        System.exit(test.code);
    }

    @Override
    public void executionFinished(TestIdentifier identifier, TestExecutionResult result) {
        finished += identifier.isTest() ? 1 : 0;
        Throwable cause = result.getThrowable().orElse(null);
        switch (result.getStatus()) {
            case ABORTED -> {
                code = Math.max(code, SKIPPED);
                System.out.println(cause == null ? "skipped" : cause.getMessage());
            }
            case FAILED -> {
                code = FAILED;
                if (cause != null) {
                    cause.printStackTrace(System.out);
                }
            }
            default -> {
                // What passes needs no words.
            }
        }
    }
}
