# Enrols with strongSwan's pki; inquest gives what it needs in EST_... variables. The CSR of a
# re-enrolment has the names of the certificate that is renewed.
set -eu
export LEAK_DETECTIVE_DISABLE=1
pki --gen --type ecdsa --size 256 --outform pem >"$EST_OUT-key.pem"
subject=$EST_SUBJECT
san=
if [ "$EST_OPERATION" = simplereenroll ]; then
  subject=$(openssl x509 -in "$EST_CERT" -noout -subject -nameopt RFC2253 | sed 's/^subject=//')
  san=$(openssl x509 -in "$EST_CERT" -noout -ext subjectAltName | sed -n 's/^ *DNS:\([^,]*\).*/\1/p')
fi
pki --req --in "$EST_OUT-key.pem" --type ecdsa --dn "$subject" ${san:+--san "$san"} --outform pem >request.tmp
status=0
pki --est --url "$EST_URL" --in request.tmp --cacert "$EST_TRUST" \
  ${EST_ISSUING:+--cacert "$EST_ISSUING"} \
  ${EST_USER:+--userpass "$EST_USER:$EST_PASSWORD"} ${EST_CERT:+--cert "$EST_CERT" --key "$EST_KEY"} \
  --interval 1 --maxpolltime "${EST_WAIT:-1}" --outform pem >answer.tmp || status=$?
# The certificate goes to standard output, and counts when pki says that it is had.
if [ "$status" -eq 0 ]; then cp answer.tmp "$EST_OUT.pem"; fi
exit "$status"
