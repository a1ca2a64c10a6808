package dev.middleman.launcher;

import picocli.CommandLine.IVersionProvider;

/** The distribution's version and the Java that runs it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "middleman " + (version == null ? "(unpacked)" : version),
            "Java " + Runtime.version() + ", " + System.getProperty("java.home")
        };
    }
}
