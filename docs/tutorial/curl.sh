#!/usr/bin/env bash
# Two peers get a line from a KA server by HTTPS, with nothing but curl and the openssl command line.
#
#   curl.sh https://host:port/m2 PIN
#
# PIN is what stands behind #sha256= in the KA server's address. Needs: curl, openssl 3, GNU coreutils. The KA server needs
# at least one registered middle-man. docs/tutorial.md says what happens at each step.
set -euo pipefail

root=${1:?usage: $0 https://host:port/m2 PIN}
pin=${2:?usage: $0 https://host:port/m2 PIN - the PIN stands behind #sha256= in the address of the KA server}

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

# The KA server's own key is its HTTPS key, too, unless its operator has another certificate: then set CURL_TLS= (empty).
tls=${CURL_TLS---insecure --pinnedpubkey sha256//$(unbase64url <<< "$pin" | base64)}

# ask METHOD PATH [OPTION...]: prints the answer's body
ask() {
  local method=$1 path=$2
  shift 2
  # shellcheck disable=SC2086
  curl --silent --show-error --max-time 20 $tls --request "$method" "$@" "$root$path"
}
# tell METHOD PATH BODY [OPTION...]: the same with JSON
tell() { ask "$1" "$2" --header 'Content-Type: application/json' --data-binary "$3" "${@:4}"; }

say "1. The server tells its id, and it is the one that its address pins"
nonce_answer=$(ask GET /n)
[ "$(field kaId <<< "$nonce_answer")" = "$pin" ] || die "another server, or none: $nonce_answer"
unbase64url <<< "$pin" > ka.id
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

say "3. Bob registers, and gets a token that stands for him from now on"
nonce=$(field nonce <<< "$nonce_answer")
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
signed=$(printf '{"body":"%s","pub":"%s","sig":"%s"}' \
  "$(base64url < register.json)" "$(raw_public bob.pem | base64url)" "$(base64url < signature)")
tell POST /p "$signed" --dump-header registered.head > registered.json
token=$(tr -d '\r' < registered.head | sed -n 's/^[Mm]2-[Tt]oken: //p')
[ -n "$token" ] || die "bob is not registered: $(cat registered.json)"
printf 'Authorization: Bearer %s\n' "$token" > bob.auth                     # a file: arguments are seen by others
echo "bob is registered; whoever has his token is bob"

say "4. Bob watches his inbox: server-sent events"
ask GET /p/me/in --no-buffer --header @bob.auth --header 'Accept: text/event-stream' > inbox.log &
for _ in $(seq 100); do
  [ ! -s inbox.log ] || break
  sleep 0.1
done

say "5. Alice looks bob up. She signs nothing: nobody needs to know who she is"
txn=$(openssl rand 8 | base64url)
blob=$(openssl rand 32 | base64url)
tell POST /x "$(printf '{"realm":"%s","to":"%s","txn":"%s","blob":"%s","af":4}' "$realm" "$bob" "$txn" "$blob")" \
  > alice.line &
alice=$!

say "6. Bob finds the offer and says yes"
iid=
for _ in $(seq 100); do
  iid=$(field iid < inbox.log | tail -n 1)
  [ -z "$iid" ] || break
  sleep 0.1
done
[ -n "$iid" ] || die "no offer came: $(cat alice.line inbox.log)"
echo "offer $iid"
answer=$(openssl rand 32 | base64url)
tell POST "/x/$iid" "$(printf '{"ok":true,"blob":"%s","af":4,"latch":"K"}' "$answer")" > bob.line
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
ask DELETE /p/me --header @bob.auth > /dev/null
echo "done"
