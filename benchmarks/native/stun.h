/* Messages of STUN (RFC 8489), as far as a TURN client needs them. */
#ifndef STUN_H
#define STUN_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

#define STUN_MOST 1024
#define STUN_SUCCESS 0x0100
#define STUN_ERROR 0x0110

enum stun_method { STUN_ALLOCATE = 3, STUN_REFRESH = 4, STUN_CHANNEL_BIND = 9 };

enum stun_attribute {
    STUN_USERNAME = 0x0006,
    STUN_INTEGRITY = 0x0008,
    STUN_ERROR_CODE = 0x0009,
    STUN_CHANNEL_NUMBER = 0x000c,
    STUN_LIFETIME = 0x000d,
    STUN_PEER_ADDRESS = 0x0012,
    STUN_REALM = 0x0014,
    STUN_NONCE = 0x0015,
    STUN_RELAYED_ADDRESS = 0x0016,
    STUN_REQUESTED_TRANSPORT = 0x0019,
};

/* Names a request; what is in it is the client's business. */
struct stun_transaction {
    uint32_t flow, turn, run;
};

struct stun_message {
    int length;
    uint8_t bytes[STUN_MOST];
};

void stun_begin(struct stun_message *message, enum stun_method method, struct stun_transaction transaction);
void stun_add(struct stun_message *message, enum stun_attribute type, const void *value, int length);
void stun_add_u32(struct stun_message *message, enum stun_attribute type, uint32_t value);
void stun_add_address(struct stun_message *message, enum stun_attribute type, const struct sockaddr_in *address);
/* Signs all that was added so far; nothing may be added after it. */
void stun_sign(struct stun_message *message, const uint8_t *key, int key_length);

/* Whether it is a message at all; only then may the functions below look at it. */
bool stun_is_one(const struct stun_message *message);
uint16_t stun_type(const struct stun_message *message);
struct stun_transaction stun_transaction_of(const struct stun_message *message);
/* The attribute's value, or NULL. */
const uint8_t *stun_find(const struct stun_message *message, enum stun_attribute type, int *length);
bool stun_find_address(const struct stun_message *message, enum stun_attribute type, struct sockaddr_in *address);
/* The number of an error, such as 401; 0 if there is none. */
int stun_error(const struct stun_message *message);

#endif
