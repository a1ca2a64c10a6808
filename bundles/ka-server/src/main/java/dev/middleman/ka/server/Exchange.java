package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Reply;
import dev.middleman.wire.id.Octets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One request that may come several times - a retransmission, a second association - and its one answer. Lives in
 * turns.
 */
final class Exchange {
    private record Waiting(Reply reply, long associationId) {}

    private final Octets bodyHash;
    private final List<Waiting> waiting = new ArrayList<>();
    private Answer answer;

    /** @param bodyHash what tells a repetition from another request */
    Exchange(Octets bodyHash) {
        this.bodyHash = bodyHash;
    }

    /** What a body is told from another by. */
    static Octets hash(byte[] body) {
        try {
            return Octets.of(MessageDigest.getInstance("SHA-256").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("SHA-256 is part of every Java runtime", e);
        }
    }

    /** Answers at once when the answer is known, else later; refuses another body. */
    void join(Request request) {
        if (!bodyHash.equals(request.bodyHash())) {
            request.reply().send(Answers.ANOTHER_BODY);
        } else if (answer != null) {
            request.reply().send(answer);
        } else if (waiting.size() == KaSettings.Sizes.REPLIES) {
            request.reply().send(Answers.tooMany(1));
        } else {
            waiting.add(new Waiting(request.reply(), request.associationId()));
        }
    }

    boolean isAnswered() {
        return answer != null;
    }

    /** The first answer counts. */
    void answer(Answer itsAnswer) {
        if (answer == null) {
            answer = itsAnswer;
            waiting.forEach(one -> one.reply().send(itsAnswer));
            waiting.clear();
        }
    }

    /** An association is gone; returns whether nobody waits any more for an answer that is still owed. */
    boolean abandonedBy(long associationId) {
        return answer == null && waiting.removeIf(one -> one.associationId() == associationId) && waiting.isEmpty();
    }

    /** Zeroes what only the two peers may know. The binding is done with it by now: it gives up earlier than we do. */
    void eraseSecret() {
        if (answer != null) {
            Arrays.fill(answer.payload(), (byte) 0);
        }
    }

    /**
     * Who asks.
     *
     * @param bodyHash SHA-256 of the body
     * @param associationId which association it came over
     * @param reply where the answer goes
     */
    record Request(Octets bodyHash, long associationId, Reply reply) {}
}
