#include <algorithm>
#include <iterator>

#include "reference/codec/challenge_attributes.h"
#include "reference/codec/csr_template.h"
#include "reference/codec/oids.h"
#include "reference/faults/catalogue.h"
#include "reference/protocol/client_moments.h"

namespace inquest {
namespace {

NotAccepted malformed(const std::string& why) {
  return {NotAccepted::Why::malformed, why, std::nullopt};
}

constexpr const char* known_types[] = {oids::challenge_password, oids::est_identity_linking,
                                       oids::otp_challenge,      oids::revocation_challenge,
                                       oids::extension_request,  oids::request_info_template,
                                       oids::rsa_encryption,     oids::ec_public_key};

bool is_known(const CsrAttributes::Member& member) {
  const auto* attribute = std::get_if<Attribute>(&member);
  const auto& type = attribute != nullptr ? attribute->type : std::get<std::string>(member);
  return std::find(std::begin(known_types), std::end(known_types), type) != std::end(known_types);
}

void edit_plan(PlannedRequest& planned, const std::function<void(RequestPlan&)>& edit) {
  if (!planned.plan) return;
  auto plan = *planned.plan;
  edit(plan);
  planned.plan = std::move(plan);
}

std::optional<RequestInfoTemplate> template_of(const PlannedRequest& planned) {
  const auto found = csr_template(*planned.wanted);
  return found ? *found : std::nullopt;
}

/// The extensions that the server's template asks for.
std::vector<ExtensionTemplate> asked_extensions(const PlannedRequest& planned) {
  const auto info = template_of(planned);
  const auto asked =
      info ? requested_extensions(*info) : Result<std::vector<ExtensionTemplate>>(ParseError{});
  return asked ? *asked : std::vector<ExtensionTemplate>{};
}

const Extension* own_extension(const PlannedRequest& planned, const std::string& id) {
  const auto& own = planned.own->extensions;
  const auto found =
      std::find_if(own.begin(), own.end(), [&](const Extension& each) { return each.id == id; });
  return found == own.end() ? nullptr : &*found;
}

/// Lets `change` at each extension of the plan that the template asks for.
void edit_extensions(PlannedRequest& planned,
                     const std::function<void(Extension&, const ExtensionTemplate&)>& change) {
  const auto asked = asked_extensions(planned);
  edit_plan(planned, [&](RequestPlan& plan) {
    for (auto& each : plan.contents.extensions)
      for (const auto& one : asked)
        if (one.id == each.id) change(each, one);
  });
}

/// Leaves out the extensions of which `unwanted` says so.
void leave_out(PlannedRequest& planned,
               const std::function<bool(const ExtensionTemplate&)>& unwanted) {
  const auto asked = asked_extensions(planned);
  edit_plan(planned, [&](RequestPlan& plan) {
    std::erase_if(plan.contents.extensions, [&](const Extension& each) {
      return std::any_of(asked.begin(), asked.end(), [&](const ExtensionTemplate& one) {
        return one.id == each.id && unwanted(one);
      });
    });
  });
}

bool has_value(const ExtensionTemplate& asked) { return asked.value && !asked.value->empty(); }

void add_faults_of_reading(FaultCatalogue& add) {
  add(moments::received_attributes,
      {.id = "client-refuses-unknown-attributes",
       .role = Role::client,
       .breaks = "RFC8951-4-07",
       .story = "CSR attributes that the client does not know are an error"},
      [](ReceivedAttributes& received) {
        const auto* attributes = std::get_if<CsrAttributes>(&received.accepted);
        if (attributes != nullptr &&
            !std::all_of(attributes->members.begin(), attributes->members.end(), is_known))
          received.accepted = malformed("an attribute is not known");
      });

  add(moments::received_attributes,
      {.id = "client-refuses-templates",
       .role = Role::client,
       .breaks = "RFC9908-4-04",
       .story = "a template among the CSR attributes is an error to a client that knows none"},
      [](ReceivedAttributes& received) {
        const auto* attributes = std::get_if<CsrAttributes>(&received.accepted);
        if (attributes != nullptr && attributes->attribute(oids::request_info_template) != nullptr)
          received.accepted = malformed("an attribute is a template");
      });

  add(moments::received_attributes,
      {.id = "client-refuses-empty-attributes",
       .role = Role::client,
       .breaks = "RFC8951-4-08",
       .story = "an empty list of CSR attributes is an error"},
      [](ReceivedAttributes& received) {
        const auto* attributes = std::get_if<CsrAttributes>(&received.accepted);
        if (attributes != nullptr && attributes->members.empty() &&
            received.response->status == 200)
          received.accepted = malformed("nothing is asked for");
      });

  add(moments::received_attributes,
      {.id = "client-wants-csr-attributes",
       .role = Role::client,
       .breaks = "RFC8951-4-08",
       .story = "204 and 404 for the CSR attributes are an error"},
      [](ReceivedAttributes& received) {
        const int status = received.response->status;
        if (status == 204 || status == 404)
          received.accepted = malformed("there are no CSR attributes");
      });
}

void add_faults_of_obedience(FaultCatalogue& add) {
  add(moments::request_plan,
      {.id = "client-prefers-old-linking-attribute",
       .role = Role::client,
       .breaks = "RFC7894-4-04",
       .story = "challengePassword links the request where estIdentityLinking is asked for"},
      [](PlannedRequest& planned) {
        edit_plan(planned, [](RequestPlan& plan) { plan.link_by_new_name = false; });
      });

  add(moments::request_plan,
      {.id = "client-leaves-out-wanted-passwords",
       .role = Role::client,
       .breaks = "RFC7894-4-03",
       .story = "a one-time password that is asked for, and there, is left out"},
      [](PlannedRequest& planned) {
        edit_plan(planned, [&](RequestPlan& plan) {
          std::erase_if(plan.contents.attributes, [&](const Attribute& each) {
            return (each.type == oids::otp_challenge || each.type == oids::revocation_challenge) &&
                   planned.wanted->names(each.type);
          });
        });
      });

  add(moments::request_plan,
      {.id = "client-obeys-template-and-the-rest",
       .role = Role::client,
       .breaks = "RFC9908-4-03",
       .story = "what stands beside a template is obeyed as well"},
      [](PlannedRequest& planned) {
        if (!template_of(planned)) return;
        CsrAttributes rest;
        for (const auto& each : planned.wanted->members)
          if (const auto* attribute = std::get_if<Attribute>(&each);
              attribute == nullptr || attribute->type != oids::request_info_template)
            rest.members.push_back(each);
        edit_plan(planned, [&](RequestPlan& plan) {
          auto obedient = plan_request(rest, plan.contents);
          if (obedient) plan = *std::move(obedient);
        });
      });

  add(moments::request_plan,
      {.id = "client-knows-no-template",
       .role = Role::client,
       .breaks = "",
       .story = "legal: a template among the CSR attributes is ignored"},
      [](PlannedRequest& planned) {
        if (!template_of(planned)) return;
        auto rest = *planned.wanted;
        std::erase_if(rest.members, [](const CsrAttributes::Member& each) {
          const auto* attribute = std::get_if<Attribute>(&each);
          return attribute != nullptr && attribute->type == oids::request_info_template;
        });
        planned.plan = plan_request(rest, *planned.own);
      });
}

/// RFC 9908 3.4 and 7
void add_faults_of_templates(FaultCatalogue& add) {
  add(moments::request_plan,
      {.id = "client-knows-no-template-of-extensions",
       .role = Role::client,
       .breaks = "RFC9908-7-02",
       .story = "what a template asks for by extensionReqTemplate is passed over"},
      [](PlannedRequest& planned) {
        const auto info = template_of(planned);
        if (!info || std::none_of(info->attributes.begin(), info->attributes.end(),
                                  [](const Attribute& each) {
                                    return each.type == oids::extension_request_template;
                                  }))
          return;
        edit_plan(planned,
                  [&](RequestPlan& plan) { plan.contents.extensions = planned.own->extensions; });
      });

  add(moments::request_plan,
      {.id = "client-keeps-its-own-name",
       .role = Role::client,
       .breaks = "RFC9908-3.4-07",
       .story = "the values that a template gives for the subject are not used"},
      [](PlannedRequest& planned) {
        const auto info = template_of(planned);
        if (info && info->subject)
          edit_plan(planned,
                    [&](RequestPlan& plan) { plan.contents.subject = planned.own->subject; });
      });

  add(moments::request_plan,
      {.id = "client-leaves-names-unfilled",
       .role = Role::client,
       .breaks = "RFC9908-3.4-08",
       .story = "name attributes that a template leaves open are left out"},
      [](PlannedRequest& planned) {
        const auto info = template_of(planned);
        if (!info || !info->subject) return;
        std::vector<Element> rdns;
        for (const auto& rdn : *info->subject) {
          std::vector<Element> members;
          for (const auto& each : rdn)
            if (each.value)
              members.push_back(sequence({oid(each.type), Element::raw(*each.value)}));
          if (!members.empty()) rdns.push_back(set(std::move(members)));
        }
        edit_plan(planned, [&](RequestPlan& plan) {
          plan.contents.subject = encode(sequence(std::move(rdns)));
        });
      });

  add(moments::request_plan,
      {.id = "client-leaves-out-wanted-extension",
       .role = Role::client,
       .breaks = "RFC9908-3.4-15",
       .story = "an extension that a template gives is left out"},
      [](PlannedRequest& planned) { leave_out(planned, has_value); });

  add(moments::request_plan,
      {.id = "client-knows-no-critical-extension",
       .role = Role::client,
       .breaks = "RFC9908-3.4-16",
       .story = "no extension of the request is critical, whatever the template says"},
      [](PlannedRequest& planned) {
        edit_extensions(planned, [](Extension& extension, const ExtensionTemplate&) {
          extension.critical = false;
        });
      });

  add(moments::request_plan,
      {.id = "client-keeps-value-of-its-own-extension",
       .role = Role::client,
       .breaks = "RFC9908-3.4-17",
       .story = "the client's value of an extension stands where the template gives another"},
      [](PlannedRequest& planned) {
        edit_extensions(planned, [&](Extension& extension, const ExtensionTemplate&) {
          if (const auto* own = own_extension(planned, extension.id)) extension.value = own->value;
        });
      });

  add(moments::request_plan,
      {.id = "client-writes-given-values-its-own-way",
       .role = Role::client,
       .breaks = "RFC9908-3.4-17",
       .story = "an extension of which the template gives the value has an empty SEQUENCE for one"},
      [](PlannedRequest& planned) {
        edit_extensions(planned, [&](Extension& extension, const ExtensionTemplate& asked) {
          if (has_value(asked) && own_extension(planned, extension.id) == nullptr)
            extension.value = {0x30, 0x00};
        });
      });

  add(moments::request_plan,
      {.id = "client-fills-in-no-extension",
       .role = Role::client,
       .breaks = "RFC9908-3.4-18",
       .story = "an extension that a template leaves open is left out, although there is a value"},
      [](PlannedRequest& planned) {
        leave_out(planned, [](const ExtensionTemplate& asked) { return !has_value(asked); });
      });

  add(moments::request_plan,
      {.id = "client-fills-in-no-alternative-name",
       .role = Role::client,
       .breaks = "RFC9908-3.4-19",
       .story = "empty names of a subjectAltName are sent as they came"},
      [](PlannedRequest& planned) {
        edit_extensions(planned, [](Extension& extension, const ExtensionTemplate& asked) {
          if (extension.id == oids::subject_alt_name && has_value(asked))
            extension.value = *asked.value;
        });
      });
}

}  // namespace

void add_client_attribute_faults(FaultCatalogue& add) {
  add_faults_of_reading(add);
  add_faults_of_obedience(add);
  add_faults_of_templates(add);
}

}  // namespace inquest
