package dev.middleman.policy.psk;

import dev.middleman.api.policy.Applicant;
import dev.middleman.api.policy.MembershipPolicy;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Offers {@link SharedSecrets} as a service; nobody knows a secret before one is configured. Thread-safe. */
@Component(configurationPid = SharedSecretComponent.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
@Designate(ocd = SharedSecretComponent.Config.class)
public final class SharedSecretComponent implements MembershipPolicy {
    /** Configuration required. */
    public static final String PID = "dev.middleman.policy.psk";

    @ObjectClassDefinition(
            name = "Middleman: membership rule psk",
            description = "Members of a realm know its secret. The secret itself is never sent.")
    @interface Config {
        @AttributeDefinition(
                name = "Secrets",
                description = "One entry for each realm: its id, a space, and its secret, 16 to 64 bytes as base64url."
                        + " Several entries for one realm are all good, for a time of change. Empty: nobody is a member. Can"
                        + " change while look-ups run. Not published as a service property (leading dot).",
                type = AttributeType.PASSWORD)
        String[] _secrets() default {};
    }

    private volatile SharedSecrets secrets;

    @Activate
    public SharedSecretComponent(Config config) {
        this.secrets = SharedSecrets.parse(config._secrets());
    }

    /** @throws IllegalArgumentException when an entry cannot be read; the secrets before stay good */
    @Modified
    void change(Config config) {
        secrets = SharedSecrets.parse(config._secrets());
    }

    @Override
    public String name() {
        return "psk";
    }

    @Override
    public boolean isMember(Applicant applicant) {
        return secrets.knows(applicant);
    }
}
