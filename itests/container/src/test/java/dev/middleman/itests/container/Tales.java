package dev.middleman.itests.container;

import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/** What a text may not tell of anybody, each thing in the forms that a line of it might have. For one thread. */
final class Tales {
    private record Tale(String what, String form) {}

    private final List<Tale> tales = new ArrayList<>();

    private Tales add(String what, String... forms) {
        for (String form : forms) {
            tales.add(new Tale(what, form.toLowerCase(Locale.ROOT)));
        }
        return this;
    }

    /** @param text of an IPv4 address */
    Tales address(String what, String text) {
        int number = 0;
        for (String part : text.split("\\.")) {
            number = number << 8 | Integer.parseInt(part);
        }
        return add(
                what,
                text,
                text.replace(".", ", "),
                Integer.toString(number),
                Integer.toHexString(number),
                Integer.toHexString(number >>> 16) + ":" + Integer.toHexString(number & 0xffff));
    }

    Tales id(String what, Pid pid) {
        return add(
                what,
                pid.text(),
                Long.toHexString(pid.high()),
                Long.toHexString(pid.low()),
                Long.toString(pid.high()),
                Long.toString(pid.low()));
    }

    Tales key(String what, Octets key) {
        return add(what, key.toBase64Url(), HexFormat.of().formatHex(key.toArray()));
    }

    List<String> forms() {
        return tales.stream().map(Tale::form).toList();
    }

    /** What the text tells; not how, which would tell it again. */
    List<String> in(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return tales.stream()
                .filter(tale -> small.contains(tale.form))
                .map(tale -> tale.what)
                .toList();
    }
}
