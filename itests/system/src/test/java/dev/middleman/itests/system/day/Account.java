package dev.middleman.itests.system.day;

import static org.assertj.core.api.Assertions.assertThat;

import dev.middleman.itests.system.node.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a node has gathered, as its guest tells it. Immutable.
 *
 * @param heap what full collections leave, bytes
 * @param direct of all direct buffers, bytes
 * @param descriptors open files and sockets
 * @param loaders class loaders of bundles that were replaced and are still there
 * @param threads how many have each name, without numbers
 * @param classes which classes have most of the heap, KiB, for whoever has to find out
 */
record Account(long heap, long direct, int descriptors, String loaders, Map<String, Integer> threads, String classes) {

    private static final Pattern CENSUS = Pattern.compile(
            "census heap=(\\d+) direct=(\\d+) descriptors=(\\d+) loaders=(\\[.*\\]) threads=\\{(.*)\\}");
    private static final Pattern THREAD = Pattern.compile("([^=, ]+)=(\\d+)");
    /** The virtual machine's own, which come and go, and the shell's for the command that is being answered. */
    private static final String NOT_OURS = "process_reaper.*|Common-Cleaner|pipe-.*|.*Compiler.*|Sweeper.*";

    /** What lists grow by and code keeps for itself; far less than one thing leaked in each hour of the day. */
    private static final long HEAP_TOLERANCE = 3 << 20;

    /** A thread that writes a few bytes keeps a buffer of that size; what is worth a word is larger by far. */
    private static final long DIRECT_TOLERANCE = 1 << 10;

    static Account of(Terminal node) {
        Matcher census = node.ask("itest:census", CENSUS.pattern());
        Map<String, Integer> threads = new TreeMap<>();
        Matcher thread = THREAD.matcher(census.group(5));
        while (thread.find()) {
            if (!thread.group(1).matches(NOT_OURS)) {
                threads.put(thread.group(1), Integer.parseInt(thread.group(2)));
            }
        }
        return new Account(
                Long.parseLong(census.group(1)),
                Long.parseLong(census.group(2)),
                Integer.parseInt(census.group(3)),
                census.group(4),
                threads,
                node.ask("itest:classes", "classes (.*)").group(1));
    }

    /** What there is more of than before, in words; empty if nothing. */
    List<String> growth(Account before) {
        List<String> growth = new ArrayList<>();
        if (heap > before.heap + HEAP_TOLERANCE) {
            growth.add("heap from " + before.heap + " to " + heap + "; was " + before.classes + "; is " + classes);
        }
        if (direct > before.direct + DIRECT_TOLERANCE) {
            growth.add("direct buffers from " + before.direct + " to " + direct);
        }
        if (descriptors > before.descriptors) {
            growth.add("descriptors from " + before.descriptors + " to " + descriptors);
        }
        if (!loaders.equals("[]")) {
            growth.add("class loaders " + loaders);
        }
        threads.forEach((name, count) -> {
            int had = before.threads.getOrDefault(name, 0);
            if (count > had) {
                growth.add("threads " + name + " from " + had + " to " + count);
            }
        });
        return growth;
    }

    /** Shows that the account would tell: leaks one of each kind on purpose. The node is of no use afterwards. */
    static void shouldTellOfALeak(Terminal node, String bundle) {
        Account before = of(node);
        node.say("itest:hold " + bundle);
        assertThat(of(node).growth(before))
                .as("what was leaked on purpose")
                .extracting(line -> line.split(" ")[0])
                .contains("heap", "direct", "descriptors", "class", "threads");
    }
}
