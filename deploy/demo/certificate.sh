#!/usr/bin/env bash
# Makes an authority and a certificate for 127.0.0.1, and a signing secret, in the folder given. For demonstrations.
set -euo pipefail
cd "$1"
umask 077
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 60 -subj "/CN=spotward demonstration" \
    -addext "basicConstraints=critical,CA:TRUE" -keyout ca.key -out ca.pem 2>/dev/null
openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=127.0.0.1" \
    -keyout server.key -out server.csr 2>/dev/null
openssl x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 60 -out server.pem \
    -extfile <(printf 'subjectAltName=IP:127.0.0.1,DNS:localhost\nextendedKeyUsage=serverAuth\n') 2>/dev/null
rm -f server.csr ca.key ca.srl
printf 'whsec_%s\n' "$(openssl rand -base64 32)" > secret.txt
