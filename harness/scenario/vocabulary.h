#pragma once
#include <string_view>
#include <variant>

#include "harness/scenario/words/attempt.h"
#include "harness/scenario/words/connect.h"
#include "harness/scenario/words/enroll.h"
#include "harness/scenario/words/enroll_as_asked.h"
#include "harness/scenario/words/expect_attributes.h"
#include "harness/scenario/words/expect_authorities.h"
#include "harness/scenario/words/expect_blame.h"
#include "harness/scenario/words/expect_certificate.h"
#include "harness/scenario/words/expect_challenge.h"
#include "harness/scenario/words/expect_client.h"
#include "harness/scenario/words/expect_cmc.h"
#include "harness/scenario/words/expect_connection.h"
#include "harness/scenario/words/expect_key.h"
#include "harness/scenario/words/expect_outcome.h"
#include "harness/scenario/words/expect_payload.h"
#include "harness/scenario/words/expect_renewal.h"
#include "harness/scenario/words/expect_repetition.h"
#include "harness/scenario/words/expect_request.h"
#include "harness/scenario/words/expect_response.h"
#include "harness/scenario/words/expect_said.h"
#include "harness/scenario/words/expect_suites.h"
#include "harness/scenario/words/expect_waiting.h"
#include "harness/scenario/words/fetch_cacerts.h"
#include "harness/scenario/words/fetch_csrattrs.h"
#include "harness/scenario/words/full_cmc.h"
#include "harness/scenario/words/generate_key.h"
#include "harness/scenario/words/obtain.h"
#include "harness/scenario/words/repeat.h"
#include "harness/scenario/words/request.h"
#include "harness/scenario/words/run_client.h"
#include "harness/scenario/words/send.h"
#include "harness/scenario/words/serve.h"

/// The whole vocabulary: the table of contents of the scenario language. A new word is a struct in
/// words/, and its name here.
namespace inquest {

using Word = std::variant<
    // acts
    Connect, Attempt, FetchCacerts, FetchCsrattrs, Enroll, EnrollAsAsked, GenerateKey, FullCmc,
    Request, Send, ReadAnswer, Repeat, Close, Obtain, Adopt,
    // judgements
    ExpectAcceptance, ExpectServed, ExpectAnswer, ExpectAuthenticated, ExpectAlike,
    ExpectResumption, ExpectHeaderIf, ExpectDecision, ExpectRefusal, ExpectRejection,
    ExpectLengthOfGet, ExpectDiscretion, ExpectNothingMore, ExpectSign, ExpectOrder,
    ExpectOneMeasure, ExpectNoSwitch, ExpectServerCertificate, ExpectIdentityKept, ExpectHandshake,
    ExpectAlert, ExpectChallenge, ExpectAuthenticationInfo, ExpectCmc, ExpectCmcFailure,
    ExpectPersistence, ExpectLineEnds, ExpectFraming, ExpectHandshakeRefused, ExpectClosed,
    ExpectStatus, ExpectMediaType, ExpectHeader, ExpectReadableError, ExpectBase64, ExpectDer,
    ExpectCertsOnly, ExpectCertificateCount, ExpectRoot, ExpectChain, ExpectIssuedKey,
    ExpectIssuedSubject, ExpectIssuedChain, ExpectIssuedProfile, ExpectNoAuthority,
    ExpectSerialsDiffer, ExpectAuthorityProfile, ExpectNoServerError, ExpectExplanation,
    ExpectShortLines, ExpectSignedData, ExpectRenewal, ExpectAttributesAnswer, ExpectOpen,
    ExpectAttributesType, ExpectAttributesForm, ExpectAttributes, ExpectTemplate, ExpectMultipart,
    ExpectPrivateKey, ExpectKeyEnvelope, ExpectOtherKey, ExpectKeyIdentifiers,
    ExpectCertificatePart, ExpectNoPlainKey, ExpectNoOtherAlgorithm, ExpectNoRenegotiation,
    ExpectSuitesRefused, ExpectWaiting, ExpectRecognition,
    // of cases that test a client: acts
    Serve, RunClient,
    // judgements
    ExpectAccepted, ExpectNotAccepted, ExpectStored, ExpectAsked, ExpectUnsaid, ExpectRequest,
    ExpectRepetition, ExpectTls>;

/// Whether a word acts or judges on that kind of stage: Stage where a server is tested, ClientStage
/// where a client is.
template <class AWord, class AStage>
concept WordFor = requires(const AWord& word, AStage& stage) {
  word.perform(stage);
};

}  // namespace inquest
