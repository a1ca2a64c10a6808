package dev.middleman.testkit.transport;

import org.junit.jupiter.api.Nested;

/**
 * The contract of a transport. A subclass names a harness; one that cannot run here skips with a reason in {@link
 * #newHarness}.
 */
public abstract class TransportContract {

    /** A harness for one test. */
    protected abstract TransportHarness newHarness();

    @Nested
    class Binding extends BindingCases {
        Binding() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Forwarding extends ForwardingCases {
        Forwarding() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Knocks extends KnockCases {
        Knocks() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Commands extends CommandCases {
        Commands() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Failures extends FailureCases {
        Failures() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Trains extends TrainCases {
        Trains() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Network extends NetworkCases {
        Network() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class OpenFiles extends OpenFilesCases {
        OpenFiles() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Handovers extends HandoverCases {
        Handovers() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class HandoverTroubles extends HandoverTroubleCases {
        HandoverTroubles() {
            super(TransportContract.this::newHarness);
        }
    }

    @Nested
    class Closing extends ClosingCases {
        Closing() {
            super(TransportContract.this::newHarness);
        }
    }
}
