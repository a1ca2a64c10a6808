package dev.middleman.policy.open;

import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import org.osgi.service.component.annotations.Component;

/** The rule {@code open}: everybody is a member, signed or not. Only for realms that name it. Thread-safe. */
@Component
public final class EverybodyComponent implements MembershipPolicy {

    @Override
    public String name() {
        return "open";
    }

    @Override
    public boolean isMember(Applicant applicant) {
        return true;
    }
}
