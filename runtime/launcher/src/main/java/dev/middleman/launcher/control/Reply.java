package dev.middleman.launcher.control;

/**
 * What a node says to a command.
 *
 * @param done whether it did it; otherwise the text says why not
 * @param text may have several lines, or none
 */
public record Reply(boolean done, String text) {

    static final String DONE = "done";
    static final String FAILED = "failed";

    /** As it goes over the socket: one word in a line, then the text up to the end. */
    String encoded() {
        return (done ? DONE : FAILED) + "\n" + text;
    }

    /** @throws IllegalArgumentException when it is none, such as that of a node that ended in the middle of it */
    static Reply decoded(String encoded) {
        int end = encoded.indexOf('\n');
        String word = end < 0 ? "" : encoded.substring(0, end);
        if (!word.equals(DONE) && !word.equals(FAILED)) {
            throw new IllegalArgumentException("the node ended before it answered");
        }
        return new Reply(word.equals(DONE), encoded.substring(end + 1));
    }
}
