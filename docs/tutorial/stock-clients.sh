#!/usr/bin/env bash
# Two peers get a line from a KA server, with nothing but a stock CoAP client and the openssl command line.
#
#   stock-clients.sh 'coaps://host:port/m2#sha256=...'
#
# Needs: coap-client-openssl or coap-client-gnutls (Debian: libcoap3-bin), openssl 3, GNU coreutils. The KA server needs
# at least one registered middle-man. docs/tutorial.md says what happens at each step.
set -euo pipefail

address=${1:?usage: $0 "coaps://host:port/m2#sha256=..." - the KA server prints it when it starts}
root=${address%%#*}                          # coaps://host:port/m2
pin=${address##*#sha256=}                    # what the server's key has to hash to
authority=${root#coaps://}
authority=${authority%%/*}                   # host:port
coap=${COAP_CLIENT:-$(command -v coap-client-openssl || command -v coap-client-gnutls)}

work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"

say() { printf '\n== %s\n' "$*"; }
die() { printf 'failed: %s\n' "$*" >&2; exit 1; }
base64url() { basenc --base64url --wrap=0 | tr -d '='; }
unbase64url() { # pads again: basenc insists
  local text; text=$(cat)
  while ((${#text} % 4)); do text+='='; done
  printf %s "$text" | basenc --base64url --decode
}
sha256() { openssl dgst -sha256 -binary; }
field() { sed -n 's/.*"'"$1"'":"\([^"]*\)".*/\1/p'; }

# ask METHOD PATH [BODY]: prints the answer's body; a new association each time, since the paths are the capabilities
ask() {
  local method=$1 path=$2 files=$work/$BASHPID
  set -- ${3+"$3"}
  if [ $# -gt 0 ]; then
    printf %s "$1" > "$files.body"
    set -- -t 50 -f "$files.body"            # 50 is application/json
  fi
  "$coap" -R ka.pem -B 20 -o "$files.answer" -m "$method" "$@" "$root$path" >&2   # the client talks on stdout, too
  cat "$files.answer" 2> /dev/null || true   # no file: an error without a body
}

say "1. The server shows its certificate, and its key is the one that the address pins"
openssl s_client -dtls1_2 -connect "$authority" < /dev/null 2> /dev/null | openssl x509 > ka.pem
openssl x509 -in ka.pem -pubkey -noout | openssl pkey -pubin -outform DER | sha256 > ka.id
[ "$(base64url < ka.id)" = "$pin" ] || die "the server at $authority has another key than the pinned one"
echo "pin $pin: yes"

say "2. A realm is a key, and so is a peer: a realm id and a pid are hashes of them"
raw_public() { openssl pkey -in "$1" -pubout -outform DER | tail -c 32; }   # behind the 12 bytes of the SPKI's frame
openssl genpkey -algorithm ed25519 -out realm.pem
openssl genpkey -algorithm ed25519 -out bob.pem
{ printf M2-realm; raw_public realm.pem; } | sha256 > realm.id
{ printf M2-pid; cat realm.id; raw_public bob.pem; } | sha256 | head -c 16 > bob.pid
realm=$(base64url < realm.id)
bob=$(od -An -tx1 -v bob.pid | tr -d ' \n' | sed 's/..../&:/g; s/:$//')
echo "realm $realm"
echo "bob   $bob"

say "3. Bob registers: a nonce, and a signature over 145 bytes that is good for this server, realm and body only"
nonce=$(ask get /n | field nonce)
[ -n "$nonce" ] || die "no nonce"
printf '{"realm":"%s","nonce":"%s","lt":300,"accept":"ask","af":4,"latch":"K"}' "$realm" "$nonce" > register.json
{
  printf 'M2-PoP-v1\0\0\0\0\0\0\0'           # 16: what this signature is for
  printf P                                   #  1: a peer signs
  cat realm.id ka.id                         # 64: in this realm, for this server
  printf %s "$nonce" | unbase64url           # 32: now
  sha256 < register.json                     # 32: this body
} > proof
[ "$(wc -c < proof)" -eq 145 ] || die "the proof has not 145 bytes"
openssl pkeyutl -sign -rawin -inkey bob.pem -in proof -out signature
printf '{"body":"%s","pub":"%s","sig":"%s"}' \
  "$(base64url < register.json)" "$(raw_public bob.pem | base64url)" "$(base64url < signature)" > signed.json
"$coap" -R ka.pem -B 20 -v 6 -m post -t 50 -f signed.json "$root/p" > registered.log 2>&1
inbox=$(sed -n 's/.*Location-Path:p, Location-Path:\([^, ]*\).*/\1/p' registered.log | head -n 1)
[ -n "$inbox" ] || die "bob is not registered: $(tail -n 1 registered.log)"
echo "bob is registered; whoever knows /p/$inbox is bob"

say "4. Bob observes his inbox"
"$coap" -R ka.pem -B 60 -s 60 -o inbox.log -m get "$root/p/$inbox/in" &
touch inbox.log

say "5. Alice looks bob up. She signs nothing: nobody needs to know who she is"
txn=$(openssl rand 8 | base64url)
blob=$(openssl rand 32 | base64url)
ask post /x "$(printf '{"realm":"%s","to":"%s","txn":"%s","blob":"%s","af":4}' "$realm" "$bob" "$txn" "$blob")" \
  > alice.line &
alice=$!

say "6. Bob finds the offer and says yes"
iid=
for _ in $(seq 60); do
  iid=$(field iid < inbox.log | tail -n 1)
  [ -z "$iid" ] || break
  sleep 0.1
done
[ -n "$iid" ] || die "no offer came: $(cat alice.line inbox.log)"
echo "offer $iid"
answer=$(openssl rand 32 | base64url)
ask post "/x/$iid" "$(printf '{"ok":true,"blob":"%s","af":4,"latch":"K"}' "$answer")" > bob.line
wait "$alice"

say "7. Both have a LINE: where the middle-man is, and the key of their leg"
for name in alice bob; do
  line=$(tr -d '\n' < $name.line | sed 's/ *$//')
  case $line in *'"endpoints"'*) ;; *) die "$name got no line: $line" ;; esac
  echo "$name: $line"
done
[ "$(field K < alice.line)" != "$(field K < bob.line)" ] || die "both legs have the same key"
[ "$(field blob < alice.line)" = "$answer" ] || die "alice has not bob's blob"
[ "$(field blob < bob.line)" = "$blob" ] || die "bob has not alice's blob"

say "8. Bob leaves"
ask delete "/p/$inbox" > /dev/null
echo "done"
