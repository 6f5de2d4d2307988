# EST by curl and openssl; inquest gives what it needs in EST_... variables.
set -eu
base=$EST_URL/.well-known/est${EST_LABEL:+/$EST_LABEL}
set -- --silent --show-error --fail --location --max-redirs 5 --max-time 10 --cacert "$EST_TRUST"
if [ -n "${EST_CERT-}" ]; then set -- "$@" --cert "$EST_CERT" --key "$EST_KEY"; fi
if [ -n "${EST_USER-}" ]; then set -- "$@" --anyauth --user "$EST_USER:$EST_PASSWORD"; fi

if [ "$EST_OPERATION" = cacerts ]; then
  curl "$@" --output answer.tmp "$base/cacerts"
else
  key=$EST_OUT-key.pem
  subject=$EST_SUBJECT
  names=
  if [ "$EST_OPERATION" = simplereenroll ]; then
    # The names of the certificate that is renewed, and its key.
    key=$EST_KEY
    subject=$(openssl x509 -in "$EST_CERT" -noout -subject -nameopt RFC2253 | sed 's/^subject=//')
    names=$(openssl x509 -in "$EST_CERT" -noout -ext subjectAltName | sed -n 's/^ *\(DNS:.*\)/\1/p' | tr -d ' ')
  else
    openssl ecparam -name prime256v1 -genkey -noout -out "$key"
  fi
  openssl req -new -key "$key" -utf8 -subj "/$(echo "$subject" | sed 's/,/\//g')" \
    ${names:+-addext "subjectAltName=$names"} -outform DER -out request.der
  openssl base64 -in request.der -out request.b64
  curl "$@" --header 'Content-Type: application/pkcs10' --data-binary @request.b64 \
    --output answer.tmp "$base/$EST_OPERATION"
fi
tr -d '\r\n' <answer.tmp | base64 -d >answer.der
openssl pkcs7 -inform DER -in answer.der -print_certs -out "$EST_OUT.pem"
