package dev.middleman.api.ka;

/**
 * Totals of one KA server. Nothing in here tells one peer, caller or middle-man from another.
 *
 * @param peers registered now
 * @param middleMen registered now
 * @param lookUps look-ups taken up since the start, repetitions not counted
 * @param refused look-ups that ended empty-handed (4.04), whatever the cause
 * @param overAsked requests turned away because the caller asks too often (4.29)
 * @param unavailable look-ups that no middle-man could serve (5.03)
 * @param offers look-ups that reached a target's inbox
 * @param holdsAsked requests for capacity sent to middle-men
 * @param holdsGranted requests for capacity that a middle-man said yes to in time
 * @param racesWon races that ended with a middle-man's details, one per look-up at the most
 * @param commitsFailed winners that could not commit, so that the next best was asked
 * @param introduced look-ups that ended with a line for both peers
 * @param middleMenDropped middle-men dropped because they did not answer
 */
public record KaTotals(
        long peers,
        long middleMen,
        long lookUps,
        long refused,
        long overAsked,
        long unavailable,
        long offers,
        long holdsAsked,
        long holdsGranted,
        long racesWon,
        long commitsFailed,
        long introduced,
        long middleMenDropped) {}
