package dev.middleman.ka.server;

import dev.middleman.api.control.Answer;
import dev.middleman.api.control.Association;
import dev.middleman.api.control.ControlHandler;
import dev.middleman.api.control.ControlRequest;
import dev.middleman.api.control.Method;
import dev.middleman.api.control.Reply;
import dev.middleman.api.control.Status;
import dev.middleman.api.net.Families;
import dev.middleman.api.relay.LatchMode;
import dev.middleman.wire.WireException;
import dev.middleman.wire.control.LookUp;
import dev.middleman.wire.control.RefreshMiddleman;
import dev.middleman.wire.control.RegisterMiddleman;
import dev.middleman.wire.control.RegisterPeer;
import dev.middleman.wire.control.TargetAnswer;
import dev.middleman.wire.id.MemberProof;
import dev.middleman.wire.id.Octets;
import dev.middleman.wire.id.Pid;
import dev.middleman.wire.id.ProofContext;
import dev.middleman.wire.id.SignedRequest;
import java.util.Map;
import java.util.Optional;

/**
 * The resources of a KA server: finds the action for a path, checks form and signatures, and hands over to
 * {@link KaCore}. Thread-safe; several requests at once.
 */
final class KaResources implements ControlHandler {
    /** One method of one resource. */
    @FunctionalInterface
    private interface Action {
        /** @param name the unguessable part of the path; empty where it has none */
        void answer(Octets name, ControlRequest request, Reply reply) throws WireException;
    }

    private final KaCore core;
    private final Proofs proofs;
    private final Gate gate;
    private final Map<String, Map<Method, Action>> actions = Map.of(
            "/n", Map.of(Method.GET, this::nonce),
            "/p", Map.of(Method.POST, this::registerPeer),
            "/p/*", Map.of(Method.POST, this::refreshPeer, Method.DELETE, this::removePeer),
            "/p/*/in", Map.of(Method.GET, this::inbox),
            "/x", Map.of(Method.POST, this::lookUp),
            "/x/*", Map.of(Method.POST, this::answerOffer, Method.DELETE, this::withdrawOffer),
            "/m", Map.of(Method.POST, this::registerMiddleman),
            "/m/*", Map.of(Method.POST, this::refreshMiddleman, Method.DELETE, this::removeMiddleman));

    KaResources(KaCore core, Proofs proofs, Gate gate) {
        this.core = core;
        this.proofs = proofs;
        this.gate = gate;
    }

    @Override
    public void handle(ControlRequest request, Reply reply) {
        ResourcePath path = ResourcePath.parse(request.path());
        Map<Method, Action> resource = actions.get(path.pattern());
        if (resource == null || path.name().isEmpty()) {
            reply.send(Answers.NOT_FOUND);
            return;
        }
        Action action = resource.get(request.method());
        if (action == null) {
            reply.send(Answers.error(Status.METHOD_NOT_ALLOWED, "another method, please"));
        } else if (request.payload().length > Answer.MAX_PAYLOAD) {
            reply.send(Answers.error(Status.TOO_LARGE, "more than 1024 bytes"));
        } else if (request.payload().length > 0 && !request.isJson()) {
            reply.send(Answers.error(Status.UNSUPPORTED_FORMAT, "JSON only (content format 50)"));
        } else {
            answer(action, path.name().get(), request, reply);
        }
    }

    @Override
    public void gone(Association association) {
        core.gone(association.id());
    }

    private static void answer(Action action, Octets name, ControlRequest request, Reply reply) {
        try {
            action.answer(name, request, reply);
        } catch (WireException e) {
            reply.send(Answers.error(Status.BAD_REQUEST, e.getMessage()));
        }
    }

    private void nonce(Octets name, ControlRequest request, Reply reply) {
        reply.send(proofs.nonce());
    }

    private void registerPeer(Octets name, ControlRequest request, Reply reply) throws WireException {
        SignedRequest signed = SignedRequest.parse(request.payload());
        RegisterPeer body = RegisterPeer.parse(signed.body().toArray());
        offered(body.latch(), body.af(), request);
        ProofContext context = ProofContext.ofPeer(body.realm(), proofs.kaId(), body.nonce());
        if (proven(signed, context, request, reply)) {
            Pid pid = Pid.of(body.realm(), signed.pub());
            core.registerPeer(new KnownPeer.Id(body.realm(), pid), body, reply);
        }
    }

    private void refreshPeer(Octets cap, ControlRequest request, Reply reply) {
        core.refreshPeer(cap, reply);
    }

    private void removePeer(Octets cap, ControlRequest request, Reply reply) {
        core.removePeer(cap, reply);
    }

    private void inbox(Octets cap, ControlRequest request, Reply reply) {
        if (request.wantsObserve()) {
            core.watchInbox(cap, reply);
        } else {
            core.readInbox(cap, reply);
        }
    }

    private void lookUp(Octets name, ControlRequest request, Reply reply) throws WireException {
        Optional<SignedRequest> signed = signedLookUp(request.payload());
        LookUp body = LookUp.parse(signed.map(s -> s.body().toArray()).orElse(request.payload()));
        offered(body.latch(), body.af(), request);
        if (body.hops() != 1) {
            throw new WireException("hops above 1: not offered here");
        }
        Policies.Proof proof = Policies.Proof.none(body.credential());
        if (signed.isPresent()) {
            ProofContext context = context(body);
            if (!proven(signed.get(), context, request, reply)) {
                return;
            }
            Octets pub = signed.get().pub();
            proof = new Policies.Proof(pub, Octets.of(MemberProof.input(context, pub)), body.credential());
        }
        core.lookUp(
                request.association().remote(),
                body,
                proof,
                new Exchange.Request(identity(body), request.association().id(), reply));
    }

    private ProofContext context(LookUp body) throws WireException {
        if (body.nonce().isEmpty()) {
            throw new WireException("nonce is missing");
        }
        return ProofContext.ofPeer(body.realm(), proofs.kaId(), body.nonce());
    }

    /** A look-up comes plain or signed; what is neither is judged as a plain one. */
    private static Optional<SignedRequest> signedLookUp(byte[] payload) {
        try {
            return Optional.of(SignedRequest.parse(payload));
        } catch (WireException e) {
            return Optional.empty();
        }
    }

    /** What makes two look-ups the same: all but the proof, which has to be made anew when a nonce got too old. */
    private static Octets identity(LookUp body) {
        LookUp unproven = new LookUp(
                body.realm(),
                body.to(),
                body.txn(),
                Octets.EMPTY,
                Octets.EMPTY,
                body.blob(),
                body.af(),
                body.latch(),
                body.hops(),
                body.count(),
                body.avoid());
        return Exchange.hash(unproven.encode());
    }

    private void answerOffer(Octets iid, ControlRequest request, Reply reply) throws WireException {
        TargetAnswer body = TargetAnswer.parse(request.payload());
        offered(body.latch(), body.af(), request);
        Octets hash = Exchange.hash(body.encode());
        core.answerOffer(
                request.association().remote(),
                iid,
                body,
                new Exchange.Request(hash, request.association().id(), reply));
    }

    private void withdrawOffer(Octets iid, ControlRequest request, Reply reply) {
        core.withdrawOffer(iid, reply);
    }

    private void registerMiddleman(Octets name, ControlRequest request, Reply reply) throws WireException {
        SignedRequest signed = SignedRequest.parse(request.payload());
        RegisterMiddleman body = RegisterMiddleman.parse(signed.body().toArray());
        if (proven(signed, ProofContext.ofMiddleman(proofs.kaId(), body.nonce()), request, reply)) {
            Association association = request.association();
            core.registerMiddleman(signed.pub(), body, association.remote(), new AssociationLink(association), reply);
        }
    }

    private void refreshMiddleman(Octets cap, ControlRequest request, Reply reply) throws WireException {
        RefreshMiddleman news = RefreshMiddleman.parse(request.payload());
        core.refreshMiddleman(cap, news, new AssociationLink(request.association()), reply);
    }

    private void removeMiddleman(Octets cap, ControlRequest request, Reply reply) {
        core.removeMiddleman(cap, reply);
    }

    private void offered(LatchMode latch, Families af, ControlRequest request) throws WireException {
        if (!core.offers(latch)) {
            throw new WireException("latch " + latch.code() + ": not offered here");
        }
        Party.check(request.association().remote(), af, latch);
    }

    /** Answers and returns {@code false} unless the request is signed as it says. */
    private boolean proven(SignedRequest signed, ProofContext context, ControlRequest request, Reply reply) {
        Optional<Answer> wait = gate.pass(Source.of(request.association().remote()), context.realmId());
        if (wait.isPresent()) {
            core.countOverAsked();
            reply.send(wait.get());
            return false;
        }
        Proofs.Verdict verdict = proofs.check(signed, context);
        if (verdict == Proofs.Verdict.UNPROVEN) {
            reply.send(proofs.unauthorized());
        } else if (verdict == Proofs.Verdict.FULL) {
            reply.send(Answers.unavailable("too many signed requests", KaSettings.RETRY_SECONDS));
        }
        return verdict == Proofs.Verdict.PROVEN;
    }
}
