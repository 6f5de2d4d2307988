# EST by curl and openssl; inquest gives what it needs in EST_... variables.
set -eu
base=$EST_URL/.well-known/est${EST_LABEL:+/$EST_LABEL}
set -- --silent --show-error --fail --location --max-redirs 5 --max-time 10 --cacert "$EST_TRUST"
if [ -n "${EST_CERT-}" ]; then set -- "$@" --cert "$EST_CERT" --key "$EST_KEY"; fi
if [ -n "${EST_USER-}" ]; then set -- "$@" --anyauth --user "$EST_USER:$EST_PASSWORD"; fi

if [ "$EST_OPERATION" = cacerts ]; then
  curl "$@" --output answer.tmp "$base/cacerts"
else
  openssl ecparam -name prime256v1 -genkey -noout -out key.tmp
  if [ "$EST_OPERATION" = simplereenroll ]; then
    openssl x509 -in "$EST_CERT" -x509toreq -copy_extensions copyall -signkey "$EST_KEY" -outform DER \
      -out request.der 2>/dev/null
  else
    openssl req -new -key key.tmp -subj "/$(echo "$EST_SUBJECT" | sed 's/,/\//g')" -outform DER \
      -out request.der
  fi
  openssl base64 -in request.der -out request.b64
  curl "$@" --header 'Content-Type: application/pkcs10' --data-binary @request.b64 \
    --output answer.tmp "$base/$EST_OPERATION"
fi
openssl base64 -d -in answer.tmp -out answer.der
openssl pkcs7 -inform DER -in answer.der -print_certs -out "$EST_OUT.pem"
