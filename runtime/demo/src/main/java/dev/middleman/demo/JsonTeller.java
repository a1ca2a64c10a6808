package dev.middleman.demo;

import java.io.PrintStream;

/** Says nothing until the end, and then the facts as one JSON object. */
record JsonTeller(PrintStream out) implements Teller {

    @Override
    public void end(Facts facts) {
        out.println(FactsJson.of(facts));
        out.flush();
    }
}
