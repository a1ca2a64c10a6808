package dev.middleman.launcher;

import picocli.CommandLine.Command;

/** {@code middleman realm ...}: what the founder of a realm needs. */
@Command(
        name = "realm",
        mixinStandardHelpOptions = true,
        description = "Makes realms and new editions of their documents.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RealmCreate.class,
            RealmSign.class,
            RealmRotate.class,
            RealmPublish.class,
            RealmVerify.class,
            RealmShow.class,
            RealmAdmit.class
        })
final class RealmCommand extends CommandGroup {}
