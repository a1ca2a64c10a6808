package dev.middleman.engine.shard;

import dev.middleman.wire.knock.KnockMac;

/** What latching works with. */
record KnockTools(KnockSender sender, Cookies cookies, MacQuota quota, KnockMac mac) {}
