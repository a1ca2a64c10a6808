package dev.middleman.engine;

import dev.middleman.api.policy.AdmissionPolicy;
import dev.middleman.api.policy.CapacityRequest;
import dev.middleman.api.policy.NodeLoad;
import dev.middleman.api.policy.SessionLimits;
import dev.middleman.api.policy.TrafficGrant;
import dev.middleman.api.policy.TrafficPolicy;
import dev.middleman.api.relay.HoldRequest;
import dev.middleman.api.relay.Refusal;
import dev.middleman.api.relay.Totals;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Decides over requests for capacity: what the node can serve at all, what its policies say, what its quotas leave. Thread-safe;
 * one request after the other, so that what a policy was told still holds when the session is counted.
 */
final class Gate {
    private final EngineSettings settings;
    private final Admission admission;
    private final Policies policies = new Policies();
    private final LoadMeter meter = new LoadMeter();

    Gate(EngineSettings settings, Admission admission) {
        this.settings = settings;
        this.admission = admission;
    }

    Policies policies() {
        return policies;
    }

    /** Measures while somebody wants to know. */
    void onTick(long nowNs, Supplier<CompletionStage<Totals>> totals) {
        if (policies.areNone()) {
            meter.forget();
        } else {
            meter.onTick(nowNs, totals);
        }
    }

    /** Counts a refusal. */
    Admission.Decision refuse(Refusal why) {
        admission.countRefused();
        return Admission.Decision.no(why);
    }

    synchronized Admission.Decision decide(HoldRequest request) {
        if (!settings.addresses().families().meets(request.families())) {
            return refuse(Refusal.FAMILY);
        }
        if (request.kbitPerSecond() > settings.quotas().kbitPerSecond()) {
            return refuse(Refusal.BANDWIDTH);
        }
        SessionLimits own = settings.quotas().limits(request.kbitPerSecond());
        AdmissionPolicy mayOpen = policies.admission();
        TrafficPolicy mayTake = policies.traffic();
        if (mayOpen == null && mayTake == null) {
            return admission.admit(request.owner(), own);
        }
        try {
            CapacityRequest asked = new CapacityRequest(settings.name(), request.server(), own, load());
            return judged(request.owner(), asked, mayOpen, mayTake);
        } catch (RuntimeException | LinkageError failed) {
            return refuse(Refusal.NOT_READY);
        }
    }

    private Admission.Decision judged(
            int owner, CapacityRequest asked, AdmissionPolicy mayOpen, TrafficPolicy mayTake) {
        SessionLimits limits = asked.limits();
        if (mayTake != null) {
            TrafficGrant grant = mayTake.grant(asked);
            if (grant instanceof TrafficGrant.Refused no) {
                return refuse(no.reason());
            }
            limits = ((TrafficGrant.Granted) grant).limits().atMost(limits);
        }
        Optional<Refusal> refusal = mayOpen == null ? Optional.empty() : mayOpen.refusal(asked.with(limits));
        return refusal.isPresent() ? refuse(refusal.get()) : admission.admit(owner, limits);
    }

    private NodeLoad load() {
        return meter.load(admission.sessions(), settings.quotas().maxSessions(), admission.promisedKbitPerSecond());
    }
}
