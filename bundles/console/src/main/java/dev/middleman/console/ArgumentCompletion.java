package dev.middleman.console;

import dev.middleman.api.relay.Relay;
import dev.middleman.api.relay.TransportChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferencePolicy;

/**
 * What the tabulator offers after the name of a command: transports, middle-men, {@code off}, {@code --json}. Called on the
 * shells' threads; holds nothing but its references.
 *
 * <p>{@code gogo.jline} completes arguments by what its command {@code complete} was told, and tells it so for its own commands when
 * a session begins. There is no place in which another bundle could leave something for that moment, so this waits for the
 * first thing that a session does, and has {@code complete} called then. A shell without it is left alone.
 */
@Component
public final class ArgumentCompletion implements CommandSessionListener {

    /** Where {@code gogo.jline} keeps what {@code complete} was told; other shells have no such variable. */
    private static final String COMPLETIONS = ".completions";
    /** Where a session finds this. */
    private static final String OFFERS = ".middleman";

    private static final String JSON = "--json";
    private static final String SWAP = "swap";
    private static final String DRAIN = "drain";
    private static final List<String> COMMANDS =
            List.of("totals", "registrations", "ka", "cluster", "level", "policies", DRAIN, SWAP);

    /** Dynamic, since a session that was told of this component keeps it until its next command. */
    @Reference(policy = ReferencePolicy.DYNAMIC)
    volatile List<Map.Entry<Map<String, Object>, TransportChoice>> choices = List.of();

    @Override
    public void beforeExecute(CommandSession session, CharSequence command) {
        // Afterwards is soon enough: a shell reads its profile before its first prompt.
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence command, Exception failure) {
        tell(session);
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence command, Object result) {
        tell(session);
    }

    private void tell(CommandSession session) {
        if (session.get(COMPLETIONS) == null || session.get(OFFERS) == this) {
            return;
        }
        session.put(OFFERS, this);
        for (String command : COMMANDS) {
            String complete = "gogo:complete -c middleman:" + command;
            try {
                // What an instance before this one told is forgotten first.
                session.execute(complete + " -e");
                session.execute(complete + " -l json --description 'for scripts'");
                session.execute(
                        complete + " -a '$" + OFFERS + " offers ($.commandLine words) ($.commandLine wordIndex)'");
            } catch (Exception cannotComplete) {
                // A shell that has the variable and not the command: its user types.
                return;
            }
        }
    }

    /**
     * Called by the shell.
     *
     * @param words of the line so far, with the command's name as the first
     * @param index of the word that is asked for
     * @return what can stand there, whatever of it was typed already
     */
    public List<String> offers(List<String> words, int index) {
        List<String> before = new ArrayList<>(words.subList(1, Math.max(1, Math.min(index, words.size()))));
        boolean json = before.remove(JSON);
        List<String> offers =
                new ArrayList<>(arguments(words.get(0).substring(words.get(0).indexOf(':') + 1), before.size()));
        if (!json && before.isEmpty()) {
            offers.add(JSON);
        }
        return offers;
    }

    /** @param before how many there are already */
    private Set<String> arguments(String command, int before) {
        Set<String> arguments = new TreeSet<>();
        if (command.equals(DRAIN) && before == 0) {
            arguments.add(DrainCommand.OFF);
        } else if (command.equals(SWAP) && before == 0) {
            choices.forEach(choice -> arguments.addAll(choice.getValue().offered()));
        } else if (command.equals(SWAP) && before == 1) {
            choices.forEach(choice -> arguments.add((String) choice.getKey().get(Relay.NAME)));
        }
        return arguments;
    }
}
