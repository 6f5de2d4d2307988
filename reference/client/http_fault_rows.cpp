#include <fmt/format.h>

#include "reference/client/faulty_client_for_tests.h"
#include "reference/faults/message_text.h"

/// How a client reads HTTP.
namespace inquest {
namespace {

std::string plainly(ClientScene& scene) {
  scene.start();
  return scene.enroll();
}

std::string framed(ClientScene& scene, Framing framing) {
  scene.twist = [framing](HttpResponse& response, const HttpRequest&) {
    response.framing = framing;
    response.chunk_size = 100;
  };
  if (framing == Framing::close)
    scene.garble = [](WireReply& reply, const HttpRequest&) { reply.close_after = true; };
  return plainly(scene);
}

/// The bytes of the answer as text, changed.
std::string rewritten(ClientScene& scene, const std::function<void(std::string&)>& change,
                      bool closes = false) {
  scene.garble = [change, closes](WireReply& reply, const HttpRequest&) {
    auto text = std::string(text_of(reply.bytes));
    change(text);
    reply.bytes = bytes_of(text);
    reply.close_after = closes;
  };
  return plainly(scene);
}

void replace(std::string& text, std::string_view from, std::string_view to) {
  if (const auto at = text.find(from); at != std::string::npos) text.replace(at, from.size(), to);
}

std::string with_chunk_extensions(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    response.framing = Framing::chunked;
    response.chunk_size = 100;
  };
  return rewritten(scene, [](std::string& text) { replace(text, "\r\n64\r\n", "\r\n64;a=b\r\n"); });
}

std::string without_last_chunk(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    if (response.status == 200) response.framing = Framing::chunked;
  };
  return rewritten(
      scene,
      [](std::string& text) {
        if (text.ends_with("\r\n0\r\n\r\n")) text.resize(text.size() - 5);
      },
      true);
}

std::string with_trailer(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    response.framing = Framing::chunked;
  };
  return rewritten(scene, [](std::string& text) {
    replace(text, "\r\n0\r\n", "\r\n0\r\nContent-Type: text/html\r\n");
  });
}

/// Whose last characters never come: white space, so that what came could be read.
std::string cut_short(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    append(response.body, bytes_of("          "));
  };
  return rewritten(
      scene, [](std::string& text) { text.resize(text.size() - 10); }, true);
}

/// By its length, the answer to who says a password goes on for ever.
std::string with_length_beyond_64_bits(ClientScene& scene) {
  return rewritten(
      scene,
      [](std::string& text) {
        const auto body = text.size() - text.find("\r\n\r\n") - 4;
        if (text.starts_with("HTTP/1.1 200"))
          replace(text, fmt::format("Content-Length: {}", body),
                  fmt::format("Content-Length: 1844674407370955{}", 1616 + body));
      },
      true);
}

std::string with_lengths(ClientScene& scene) {
  return rewritten(scene, [](std::string& text) {
    const auto field = text.find("\r\nContent-Length: ");
    if (field != std::string::npos)
      text.insert(text.find("\r\n", field + 2), "\r\nContent-Length: 5");
  });
}

std::string with_length_beside_chunks(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    response.framing = Framing::chunked;
  };
  return rewritten(scene, [](std::string& text) {
    replace(text, "\r\nTransfer-Encoding", "\r\nContent-Length: 5\r\nTransfer-Encoding");
  });
}

std::string with_last_chunk_of_a_word(ClientScene& scene) {
  scene.twist = [](HttpResponse& response, const HttpRequest&) {
    if (response.status == 200) response.framing = Framing::chunked;
  };
  return rewritten(
      scene, [](std::string& text) { replace(text, "\r\n0\r\n\r\n", "\r\nnone\r\n\r\n0\r\n\r\n"); },
      true);
}

/// The Content-Type of each answer begins like this.
std::string with_type_after(ClientScene& scene, std::string_view begin) {
  return rewritten(scene, [begin](std::string& text) { replace(text, "Content-Type: ", begin); });
}

}  // namespace

const std::vector<FaultRow>& http_rows() {
  static const std::vector<FaultRow> rows{
      {"client-takes-odd-chunk-for-the-last", with_last_chunk_of_a_word, "no answer", "granted"},
      {"client-wants-one-space-before-values",
       [](auto& scene) { return with_type_after(scene, "Content-Type:\t"); }, "granted",
       "is not spaced as usual"},
      {"client-knows-no-folded-fields",
       [](auto& scene) { return with_type_after(scene, "Content-Type:\r\n "); }, "granted",
       "a field is folded"},
      {"client-reads-connection-options-by-case",
       [](auto& scene) {
         return rewritten(
             scene,
             [](std::string& text) {
               replace(text, "\r\nContent-Type", "\r\nConnection: CLOSE\r\nContent-Type");
             },
             true);
       },
       "granted", "connection option"},
      {"client-knows-no-further-interim-responses",
       [](auto& scene) {
         return rewritten(
             scene, [](std::string& text) { text.insert(0, "HTTP/1.1 199 Patience\r\n\r\n"); });
       },
       "granted", "answered 199"},
      {"client-reads-no-chunks", [](auto& scene) { return framed(scene, Framing::chunked); },
       "granted", "it is chunked"},
      {"client-takes-chunks-for-the-body",
       [](auto& scene) { return framed(scene, Framing::chunked); }, "granted", "the answer is no"},
      {"client-knows-no-chunk-extensions", with_chunk_extensions, "granted",
       "a chunk has an extension"},
      {"client-wants-content-length", [](auto& scene) { return framed(scene, Framing::close); },
       "granted", "it has no length"},
      {"client-takes-interim-response-for-final",
       [](auto& scene) {
         return rewritten(
             scene, [](std::string& text) { text.insert(0, "HTTP/1.1 100 Continue\r\n\r\n"); });
       },
       "granted", "answered 100"},
      {"client-reads-field-names-by-case",
       [](auto& scene) {
         return rewritten(scene,
                          [](std::string& text) { replace(text, "Content-Type", "content-type"); });
       },
       "granted", "no Content-Type"},
      {"client-wraps-large-lengths", with_length_beyond_64_bits, "no answer", "granted"},
      {"client-believes-trailer", with_trailer, "granted", "bears 'text/html'"},
      {"client-takes-answer-of-two-lengths", with_lengths, "is in doubt", "granted"},
      {"client-believes-length-beside-chunks", with_length_beside_chunks, "granted",
       "the answer is no"},
      {"client-takes-answer-cut-short", cut_short, "no answer", "granted"},
      {"client-takes-chunks-without-the-last", without_last_chunk, "no answer", "granted"},
  };
  return rows;
}

}  // namespace inquest
