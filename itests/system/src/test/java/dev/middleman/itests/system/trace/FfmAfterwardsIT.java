package dev.middleman.itests.system.trace;

import dev.middleman.itests.system.node.Launch;

/** On the transport that serves first where Java is new enough. */
class FfmAfterwardsIT extends AfterwardsCases {

    @Override
    Launch launch() {
        return Launch.usual();
    }

    @Override
    String transport() {
        return "ffm";
    }
}
