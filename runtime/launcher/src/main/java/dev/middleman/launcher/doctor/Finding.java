package dev.middleman.launcher.doctor;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * One thing that was looked at.
 *
 * @param about what, in a word or two
 * @param weight whether something is to be done
 * @param text what was found
 * @param advice what to do; empty where nothing is
 */
public record Finding(String about, Weight weight, String text, String advice) {

    /** How bad it is. */
    public enum Weight {
        OK,
        /** Good to know; the level that was asked for does not need it. */
        NOTE,
        /** To be mended. */
        PROBLEM
    }

    static Finding ok(String about, String text) {
        return new Finding(about, Weight.OK, text, "");
    }

    static Finding note(String about, String text, String advice) {
        return new Finding(about, Weight.NOTE, text, advice);
    }

    static Finding problem(String about, String text, String advice) {
        return new Finding(about, Weight.PROBLEM, text, advice);
    }

    public boolean isProblem() {
        return weight == Weight.PROBLEM;
    }

    /** One line, and another one with the advice. */
    public String words() {
        String mark =
                switch (weight) {
                    case OK -> "  ok  ";
                    case NOTE -> "  --  ";
                    case PROBLEM -> "  !!  ";
                };
        return mark + about + ": " + text + (advice.isEmpty() ? "" : "\n      " + advice);
    }

    Map<String, String> fields() {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("about", about);
        fields.put("weight", weight.name().toLowerCase(Locale.ROOT));
        fields.put("text", text);
        fields.put("advice", advice);
        return fields;
    }
}
