package dev.middleman.ka.cluster;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.AttributeType;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of one member of a cluster. Every change leaves the cluster and joins it again; registrations stay. */
@ObjectClassDefinition(
        name = "Middleman: KA cluster",
        description =
                "Makes one KA server of several machines: a peer that is registered at one is called through any of"
                        + " them. All members have the same identity, realms and settings. Every change leaves the cluster and joins"
                        + " it again; whoever is registered stays so.")
@interface KaClusterConfig {
    @AttributeDefinition(description = "Local address that the other members connect to: a name or an IP literal.")
    String bind();

    @AttributeDefinition(
            description = "TCP port for the other members. Let nobody else reach it.",
            min = "1",
            max = "65535")
    int port() default 7800;

    @AttributeDefinition(description = "All members as host:port, this one may be among them; 1 to 64.")
    String[] members();

    @AttributeDefinition(
            description =
                    "PKCS12 file with this member's private key and certificate, and with the certificates, or those"
                            + " of their authority, by which it knows the others. Not the server's identity: a file of its own.")
    String keyFile();

    @AttributeDefinition(
            name = "Key password",
            description = "Password of the PKCS12 file. Not published as a service property (leading dot).",
            type = AttributeType.PASSWORD)
    String _keyPassword() default "";

    @AttributeDefinition(
            name = "Secret",
            description =
                    "Text that all members know, 16 to 256 characters. Not published as a service property (leading"
                            + " dot).",
            type = AttributeType.PASSWORD)
    String _secret() default "";

    @AttributeDefinition(
            description = "Peers of other members noted at a time; more can only be called through their own member.",
            min = "1",
            max = "10000000")
    int maxPeers() default 1_000_000;
}
