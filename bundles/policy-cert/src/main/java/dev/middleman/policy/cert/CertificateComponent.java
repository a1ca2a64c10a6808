package dev.middleman.policy.cert;

import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import dev.middleman.wire.WireException;
import dev.middleman.wire.id.MemberCertificate;
import dev.middleman.wire.id.Octets;
import org.osgi.service.component.annotations.Component;

/**
 * The rule {@code cert}: members have a certificate that the realm's key signed for theirs. Nothing is configured, as a
 * realm's id is a hash of its key. Thread-safe; keeps nothing.
 */
@Component
public final class CertificateComponent implements MembershipPolicy {

    @Override
    public String name() {
        return "cert";
    }

    @Override
    public boolean isMember(Applicant applicant) {
        if (!applicant.isProven()) {
            return false; // a certificate can be copied, its key cannot
        }
        try {
            return MemberCertificate.parse(applicant.credential())
                    .admits(Octets.of(applicant.realmId()), Octets.of(applicant.pub()), applicant.wallSeconds());
        } catch (WireException e) {
            return false;
        }
    }
}
