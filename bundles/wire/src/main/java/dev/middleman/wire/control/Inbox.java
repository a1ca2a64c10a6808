package dev.middleman.wire.control;

import dev.middleman.wire.Padding;
import dev.middleman.wire.WireException;
import dev.middleman.wire.json.Json;
import dev.middleman.wire.json.JsonObject;
import dev.middleman.wire.json.OutOfRange;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@code GET /p/{cap}/in}: open offers, oldest first, as many as fit.
 *
 * @param offers 0 to 16 of them
 */
public record Inbox(List<Offer> offers) {
    /** The most open offers of one peer. */
    public static final int MAX_OFFERS = 16;

    /**
     * As many offers as fit into one message, from the start of the list; the others move up when these are gone.
     *
     * @param oldestFirst any number of offers
     */
    public static Inbox fitting(List<Offer> oldestFirst) {
        Inbox inbox = new Inbox(List.of());
        for (int count = 1; count <= Math.min(oldestFirst.size(), MAX_OFFERS); count++) {
            Inbox longer = new Inbox(oldestFirst.subList(0, count));
            if (!Json.fits(longer.toJson(), Padding.MAX_BYTES)) {
                return inbox;
            }
            inbox = longer;
        }
        return inbox;
    }

    /** @throws IllegalArgumentException when something is out of its range; names it and the range */
    public Inbox {
        offers = List.copyOf(offers);
        OutOfRange.unless(offers.size() <= MAX_OFFERS, "offers has more than 16 entries");
    }

    /** JSON, not padded. */
    public byte[] encode() {
        return Json.write(toJson(), Padding.MAX_BYTES);
    }

    /** Reads an object of at most 1,024 bytes; unknown fields are ignored. */
    public static Inbox parse(byte[] json) throws WireException {
        return Json.read(json, Padding.MAX_BYTES, Inbox::fromJson);
    }

    JsonObject toJson() {
        return new JsonObject().put("offers", offers.stream().map(Offer::toJson).toList());
    }

    static Inbox fromJson(JsonObject in) throws WireException {
        List<Offer> offers = new ArrayList<>();
        for (Object offer : in.list("offers")) {
            offers.add(Offer.fromJson(JsonObject.asObject("offers", offer)));
        }
        return new Inbox(offers);
    }
}
