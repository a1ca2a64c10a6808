package dev.middleman.ka.http;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of the HTTPS binding. Every change restarts it; registrations stay, they are the KA server's. */
@ObjectClassDefinition(
        name = "Middleman: KA server by HTTPS",
        description = "The KA server's resources as HTTPS and JSON under /m2. Port, key and certificate are the HTTP"
                + " service's settings (org.apache.felix.http). Every change restarts the binding; whoever is registered"
                + " stays so.")
@interface KaHttpConfig {
    @AttributeDefinition(
            description = "Origins whose web pages may use it (CORS), such as https://app.example.org. Compared letter"
                    + " by letter. Empty: none.")
    String[] allowedOrigins() default {};

    @AttributeDefinition(
            description = "Addresses and networks of reverse proxies, such as 127.0.0.1 and 10.0.0.0/8. Only they may"
                    + " come without TLS, and only they are believed who asks (X-Forwarded-For). Empty: none.")
    String[] trustedProxies() default {};

    @AttributeDefinition(
            description = "Requests under way at a time: look-ups that wait and inboxes that are watched. More are"
                    + " answered 503.",
            min = "1",
            max = "100000")
    int maxWaiting() default 10_000;

    @AttributeDefinition(
            description =
                    "Serves /m2/pages/status.html to everybody: totals as charts, once a minute, rounded, and less than"
                            + " ten of anything not told.")
    boolean statusPage() default false;

    @AttributeDefinition(
            description =
                    "Serves /m2/pages/demo.html to everybody: two browser tabs that talk through a middle-man. The KA"
                            + " server and a middle-man have to allow hints (allowHints).")
    boolean demoPage() default false;

    @AttributeDefinition(
            description = "Which HTTP servers of the container serve it: a filter over the properties of their"
                    + " HttpServiceRuntime, such as (middleman=true), or (service.id=*) for all. Empty: the bundle"
                    + " org.apache.felix.http.jetty12, or all where it is not there.")
    String httpServers() default "";
}
