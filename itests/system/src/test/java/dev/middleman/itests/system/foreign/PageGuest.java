package dev.middleman.itests.system.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Hashtable;
import java.util.Map;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/**
 * Somebody else's bundle, which has two pages: one for every HTTP server of the container, one for all but ours. By reflection, since the tests have no servlets. Its command asks
 * for a page, from where the container runs.
 */
public final class PageGuest implements BundleActivator {

    private static final String SERVLET = "jakarta.servlet.Servlet";
    private static final String PATTERN = "osgi.http.whiteboard.servlet.pattern";
    private static final int LIMIT_MS = 20_000;

    @Override
    public void start(BundleContext context) throws ClassNotFoundException {
        context.registerService(
                PageGuest.class,
                this,
                new Hashtable<>(Map.of("osgi.command.scope", "guest", "osgi.command.function", "page")));
        Class<?> type = Class.forName(SERVLET, true, PageGuest.class.getClassLoader());
        Object page = Proxy.newProxyInstance(
                PageGuest.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    switch (method.getName()) {
                        case "service":
                            return write(arguments[1]);
                        case "hashCode":
                            return System.identityHashCode(self);
                        case "equals":
                            return self == arguments[0];
                        default:
                            return null;
                    }
                });
        context.registerService(SERVLET, page, new Hashtable<>(Map.of(PATTERN, "/theirs")));
        context.registerService(
                SERVLET,
                page,
                new Hashtable<>(Map.of(PATTERN, "/elsewhere", "osgi.http.whiteboard.target", "(!(middleman=true))")));
    }

    private static Object write(Object response) throws ReflectiveOperationException, ClassNotFoundException {
        Class<?> type = Class.forName("jakarta.servlet.ServletResponse", true, PageGuest.class.getClassLoader());
        Method writer = type.getMethod("getWriter");
        PrintWriter out = (PrintWriter) writer.invoke(response);
        out.print("a page of the guest");
        out.flush();
        return null;
    }

    @Override
    public void stop(BundleContext context) {
        // The framework takes the services back.
    }

    /** The command {@code guest:page}: the status, and the first of what was sent. */
    public String page(String url) {
        try {
            HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
            connection.setConnectTimeout(LIMIT_MS);
            connection.setReadTimeout(LIMIT_MS);
            int status = connection.getResponseCode();
            try (InputStream in = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                String text = in == null ? "" : new String(in.readNBytes(100), StandardCharsets.UTF_8);
                return "answer " + status + " " + text.replaceAll("\\s+", " ");
            }
        } catch (IOException e) {
            return "answer none";
        }
    }
}
