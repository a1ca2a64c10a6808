/* Latches the flows' peers to the legs of a middle-man, as any peer would: KNOCK, CHALLENGE, PROOF, OK. */
#ifndef KNOCK_H
#define KNOCK_H

/*
 * Reads a file of legs, two lines a flow, first the A peer's and then the B peer's:
 *
 *     <sid: 16 hex digits> <key: 32 hex digits> <relay port> [<relay port> ...]
 *
 * and latches all of them. Afterwards each peer sends to its own relay port. Peers that are latched already are proven once more. Ends
 * the program when legs stay unlatched.
 */
void knock_all(const char *path);

#endif
