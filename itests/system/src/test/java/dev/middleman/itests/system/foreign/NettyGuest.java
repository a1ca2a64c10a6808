package dev.middleman.itests.system.foreign;

import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;

/**
 * Somebody else's bundle, which needs a Netty and an SLF4J of its own. By reflection, since the tests have neither. Its command makes a buffer
 * and runs a task on an event loop.
 */
public final class NettyGuest implements BundleActivator {

    @Override
    public void start(BundleContext context) {
        context.registerService(
                NettyGuest.class,
                this,
                new Hashtable<>(Map.of("osgi.command.scope", "guest", "osgi.command.function", "netty")));
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the service back.
    }

    /** The command {@code guest:netty}. */
    public String netty() throws Exception {
        Object buffer = type("io.netty.buffer.Unpooled")
                .getMethod("wrappedBuffer", byte[].class)
                .invoke(null, (Object) new byte[] {1, 2, 3});
        Callable<Object> task =
                () -> type("io.netty.buffer.ByteBuf").getMethod("readableBytes").invoke(buffer);
        Object loop = type("io.netty.channel.DefaultEventLoop").getConstructor().newInstance();
        Object answer = type("io.netty.channel.EventLoop")
                .getMethod("submit", Callable.class)
                .invoke(loop, task);
        boolean good = Integer.valueOf(3).equals(((Future<?>) answer).get());
        loop.getClass().getMethod("shutdownGracefully").invoke(loop);
        Class<?> loggers = type("org.slf4j.LoggerFactory");
        Object logger = loggers.getMethod("getLogger", String.class).invoke(null, "guest");
        type("org.slf4j.Logger").getMethod("warn", String.class).invoke(logger, "this is the guest");
        return (good ? "Netty " : "no Netty ") + version(buffer.getClass()) + ", SLF4J " + version(loggers);
    }

    private static Class<?> type(String name) throws ClassNotFoundException {
        return Class.forName(name, true, NettyGuest.class.getClassLoader());
    }

    private static String version(Class<?> type) {
        Bundle bundle = FrameworkUtil.getBundle(type);
        var version = bundle.getVersion();
        return version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
    }
}
