// The messages of a share's client, as the I/O thread and the client's thread cut and decode them.
// The first byte says whether the start-up packets are still to come. What a message holds must lie
// within the input.
#include <string_view>
#include <variant>

#include "fuzz/fuzz_input.h"
#include "share/startup.h"
#include "share/wire/frontend.h"

namespace {

using pillion::test::promise;

std::string_view input;
volatile std::size_t read_bytes = 0;  // keeps the compiler from dropping the reads

void touch(std::string_view text) {
  const char* const end = input.data() + input.size();
  promise(text.empty() || (text.data() >= input.data() && text.data() + text.size() <= end),
          "a message's parts lie within the input");
  for (const char c : text) read_bytes = read_bytes + static_cast<unsigned char>(c);
}

void look_at(const pillion::wire::Password& m) {
  touch(m.text);
}
void look_at(const pillion::wire::SimpleQuery& m) {
  touch(m.text);
}
void look_at(const pillion::wire::Parse& m) {
  touch(m.statement);
  touch(m.text);
}
void look_at(const pillion::wire::Bind& m) {
  touch(m.portal);
  touch(m.statement);
  for (const auto& value : m.values)
    if (value) touch(*value);
}
void look_at(const pillion::wire::Describe& m) {
  touch(m.name);
}
void look_at(const pillion::wire::Close& m) {
  touch(m.name);
}
void look_at(const pillion::wire::Execute& m) {
  touch(m.portal);
}
void look_at(const pillion::wire::Startup& m) {
  for (const auto& [name, value] : m.parameters) {
    touch(name);
    touch(value);
  }
  (void)pillion::share::read_startup(m);
}
template <class Message>
void look_at(const Message& /*message*/) {}

// The rest behind the start-up packets.
std::string_view take_first_messages(std::string_view rest) {
  while (true) {
    const auto frame = pillion::wire::next_first_frame(rest);
    if (!frame || !*frame) return {};
    promise((*frame)->size <= rest.size(), "a message lies within the input");
    const auto message = pillion::wire::decode_first(**frame);
    if (!message) return {};
    std::visit([](const auto& known) { look_at(known); }, *message);
    rest.remove_prefix((*frame)->size);
    if (std::holds_alternative<pillion::wire::Startup>(*message)) return rest;
  }
}

void take_messages(std::string_view rest) {
  constexpr pillion::wire::FrontendLimits kLimits{.max_message = 4096, .max_small_message = 256};
  while (true) {
    const auto frame = pillion::wire::next_frame(rest, kLimits);
    if (!frame || !*frame) return;
    promise((*frame)->size <= rest.size(), "a message lies within the input");
    const auto message = pillion::wire::decode(**frame);
    if (!message) return;
    std::visit([](const auto& known) { look_at(known); }, *message);
    rest.remove_prefix((*frame)->size);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  input = {reinterpret_cast<const char*>(data), size};
  if (input.empty()) return 0;
  std::string_view rest = input.substr(1);
  if (input.front() % 2 == 1) rest = take_first_messages(rest);
  take_messages(rest);
  return 0;
}
