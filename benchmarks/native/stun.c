#include "stun.h"

#include "net.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HEAD 20
#define COOKIE 0x2112a442u
#define IPV4 1
#define MAC_BYTES 20

static void put16(uint8_t *at, unsigned value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

static unsigned get16(const uint8_t *at)
{
    return (unsigned)at[0] << 8 | at[1];
}

static void set_length(struct stun_message *message, int behind_head)
{
    put16(message->bytes + 2, (unsigned)behind_head);
}

void stun_begin(struct stun_message *message, enum stun_method method, struct stun_transaction transaction)
{
    uint32_t cookie = htonl(COOKIE);
    message->length = HEAD;
    put16(message->bytes, method);
    set_length(message, 0);
    memcpy(message->bytes + 4, &cookie, sizeof cookie);
    memcpy(message->bytes + 8, &transaction, sizeof transaction);
}

void stun_add(struct stun_message *message, enum stun_attribute type, const void *value, int length)
{
    int filled = (length + 3) & ~3;
    uint8_t *at = message->bytes + message->length;
    if (message->length + 4 + filled > STUN_MOST) {
        fprintf(stderr, "a STUN message gets too long\n");
        exit(1);
    }
    memset(at, 0, (size_t)(4 + filled));
    put16(at, type);
    put16(at + 2, (unsigned)length);
    memcpy(at + 4, value, (size_t)length);
    message->length += 4 + filled;
    set_length(message, message->length - HEAD);
}

void stun_add_u32(struct stun_message *message, enum stun_attribute type, uint32_t value)
{
    uint32_t wire = htonl(value);
    stun_add(message, type, &wire, sizeof wire);
}

void stun_add_address(struct stun_message *message, enum stun_attribute type, const struct sockaddr_in *address)
{
    uint8_t value[8] = { 0, IPV4 };
    uint32_t ip = htonl(ntohl(address->sin_addr.s_addr) ^ COOKIE);
    put16(value + 2, ntohs(address->sin_port) ^ COOKIE >> 16);
    memcpy(value + 4, &ip, sizeof ip);
    stun_add(message, type, value, sizeof value);
}

/* The length in the head counts the signature already while it is made. */
void stun_sign(struct stun_message *message, const uint8_t *key, int key_length)
{
    uint8_t mac[EVP_MAX_MD_SIZE];
    unsigned length = sizeof mac;
    set_length(message, message->length - HEAD + 4 + MAC_BYTES);
    if (!HMAC(EVP_sha1(), key, key_length, message->bytes, (size_t)message->length, mac, &length)) die("HMAC");
    stun_add(message, STUN_INTEGRITY, mac, MAC_BYTES);
}

bool stun_is_one(const struct stun_message *message)
{
    uint32_t cookie = htonl(COOKIE);
    return message->length >= HEAD && message->bytes[0] < 0x40 && !memcmp(message->bytes + 4, &cookie, sizeof cookie)
           && HEAD + (int)get16(message->bytes + 2) == message->length;
}

uint16_t stun_type(const struct stun_message *message)
{
    return (uint16_t)get16(message->bytes);
}

struct stun_transaction stun_transaction_of(const struct stun_message *message)
{
    struct stun_transaction transaction;
    memcpy(&transaction, message->bytes + 8, sizeof transaction);
    return transaction;
}

const uint8_t *stun_find(const struct stun_message *message, enum stun_attribute type, int *length)
{
    for (int at = HEAD; at + 4 <= message->length;) {
        int size = (int)get16(message->bytes + at + 2);
        if (at + 4 + size > message->length) return 0;
        if (get16(message->bytes + at) == type) {
            *length = size;
            return message->bytes + at + 4;
        }
        at += 4 + ((size + 3) & ~3);
    }
    return 0;
}

bool stun_find_address(const struct stun_message *message, enum stun_attribute type, struct sockaddr_in *address)
{
    int length;
    uint32_t ip;
    const uint8_t *value = stun_find(message, type, &length);
    if (!value || length != 8 || value[1] != IPV4) return false;
    memcpy(&ip, value + 4, sizeof ip);
    *address = endpoint(ntohl(ip) ^ COOKIE, (uint16_t)(get16(value + 2) ^ COOKIE >> 16));
    return true;
}

int stun_error(const struct stun_message *message)
{
    int length;
    const uint8_t *value = stun_find(message, STUN_ERROR_CODE, &length);
    return value && length >= 4 ? value[2] * 100 + value[3] : 0;
}
