package dev.middleman.api.cluster;

import org.osgi.annotation.versioning.ProviderType;

/** The KA server of this machine, as the other members reach it. Thread-safe; no call blocks. */
@ProviderType
public interface ClusterHome {

    /** @param member who sent the letter */
    void deliver(long member, Letter letter);
}
