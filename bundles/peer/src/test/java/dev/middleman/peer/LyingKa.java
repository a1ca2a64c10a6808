package dev.middleman.peer;

import dev.middleman.peer.fake.FakeKa;
import dev.middleman.peer.seal.Blobs;
import dev.middleman.peer.seal.Mode;
import dev.middleman.peer.seal.NotAuthenticException;
import dev.middleman.wire.id.Octets;
import java.util.concurrent.atomic.AtomicReference;

/** Two ways for a KA server to sit in the middle. */
final class LyingKa {
    private LyingKa() {}

    /** Answers the caller itself, with a key of its own, as if it were the target. */
    static void swapTargetKey(FakeKa ka, Octets realm, Identity own) {
        AtomicReference<Octets> callersBlob = new AtomicReference<>();
        ka.callerBlobs = blob -> {
            callersBlob.set(blob);
            return blob;
        };
        ka.targetBlobs = blob -> {
            try {
                return Blobs.Answered.to(callersBlob.get(), realm, own.keyPair(), Mode.SEALED)
                        .sealedBlob();
            } catch (NotAuthenticException e) {
                throw new AssertionError(e);
            }
        };
    }

    /** Calls the target with a key of its own, as if it were the caller. */
    static void swapCallerKey(FakeKa ka) {
        ka.callerBlobs = blob -> Blobs.Caller.fresh().blob();
    }
}
