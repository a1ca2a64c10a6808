package dev.middleman.api.policy;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * A rule by which a realm's members are known: whether a caller may reach targets that accept members only. The KA
 * server looks for the rule that the realm names, once per look-up; where it is missing, nobody is a member. Thread-safe
 * and non-blocking.
 */
@ConsumerType
public interface MembershipPolicy {

    /** The rule's name, such as {@code psk}, by which realms choose it. */
    String name();

    /** Judges one caller. What it throws counts as a no. */
    boolean isMember(Applicant applicant);
}
