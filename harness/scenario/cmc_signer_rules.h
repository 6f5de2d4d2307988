#pragma once

/// Who signs a Full PKI Response, and which certificates come with it (RFC 5272 4.2, RFC
/// 6402 2.10): rules of expect_cmc.
namespace inquest {
struct Answer;
struct Finding;
class Stage;

Finding judge_cmc_signature(const Answer& answer, Stage& stage);
/// Those of /cacerts sign, or others that these CAs made for the purpose.
Finding judge_cmc_signer(const Answer& answer, Stage& stage);
/// A CA that signs by another certificate than its own gives that one its name.
Finding judge_cmc_signer_name(const Answer& answer, Stage& stage);
/// What leads from the issued certificate to a root of /cacerts is there, but for the root.
Finding judge_cmc_intermediates(const Answer& answer, Stage& stage);

}  // namespace inquest
