/**
 * A peer of Middleman in JavaScript, by HTTPS: for browsers, and for Node 20 and later. No dependencies.
 *
 * @module
 */

export { MAX_ANSWER_DATA, MAX_CALL_DATA, LineSecret } from './blobs.js';
export { pidOf, realmIdOf } from './identity.js';
export { newSigningKey, signingKeyOf } from './keys.js';
export { Peer } from './peer.js';
export { parseKaAddress, verifyRealm } from './realm.js';
export { KaError } from './server.js';
