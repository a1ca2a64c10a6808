package dev.middleman.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.testkit.stub.Stubs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

@Timeout(10)
class BundleArgumentTest {

    private final Bundle first = bundle(7, "org.example.first");
    private final Bundle second = bundle(17, "org.example.second");
    private final Bundle older = bundle(18, "org.example.twice");
    private final Bundle newer = bundle(19, "org.example.twice");
    private final Bundle nameless = bundle(20, null);
    private final BundleArgument argument = new BundleArgument(
            Stubs.of(BundleContext.class, (method, args) -> new Bundle[] {first, second, older, newer, nameless}));

    private static Bundle bundle(long id, String symbolicName) {
        return Stubs.of(Bundle.class, (method, args) -> method.equals("getSymbolicName") ? symbolicName : (Object) id);
    }

    @Test
    void shouldKnowABundleByItsNumberAndByItsSymbolicName() {
        assertThat(argument.convert(Bundle.class, "17")).isSameAs(second);
        assertThat(argument.convert(Bundle.class, new StringBuilder("org.example.first")))
                .isSameAs(first);
        assertThat(argument.convert(Bundle.class, "19")).isSameAs(newer);
    }

    @Test
    void shouldLeaveToOthersWhatMeansNoBundleOrSeveral() {
        assertThat(argument.convert(Bundle.class, "1")).isNull();
        assertThat(argument.convert(Bundle.class, "")).isNull();
        assertThat(argument.convert(Bundle.class, "org.example")).isNull();
        assertThat(argument.convert(Bundle.class, "org.example.twice")).isNull();
        assertThat(argument.convert(String.class, "17")).isNull();
        assertThat(argument.convert(Bundle.class, 17L)).isNull();
        assertThat(argument.format(first, 0, argument)).isNull();
    }
}
