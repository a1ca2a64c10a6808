package dev.middleman.transport.netty;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Settings of a transport. Threads are named after the lanes that they carry. */
@ObjectClassDefinition(name = "Middleman: Netty transport", description = "UDP sockets through Netty.")
@interface NettyConfig {

    @AttributeDefinition(
            name = "Burst",
            description = "Datagrams that a lane reads before it decides over them and sends. A change counts for lanes"
                    + " that are opened afterwards.",
            min = "1",
            max = "1024")
    int burst() default NettyBurst.DEFAULT_ENTRIES;
}
