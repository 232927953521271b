#include "driver/convert/target.h"

#include <algorithm>
#include <cstdint>

#include "core/utf.h"

namespace pillion {
namespace {

constexpr std::size_t kUnit = sizeof(SQLWCHAR);
constexpr bool is_high_surrogate(SQLWCHAR unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

// Widens the ASCII that the text begins with; returns how many characters that was.
std::size_t widen_ascii(const char* in, std::size_t size, char* out) {
  constexpr std::size_t kStep = 8;
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t done = 0;
  for (; done + kStep <= size; done += kStep) {
    std::uint64_t block = 0;
    std::memcpy(&block, in + done, kStep);
    if ((block & kHighBits) != 0) break;
    SQLWCHAR units[kStep];
    for (std::size_t i = 0; i < kStep; ++i) units[i] = static_cast<unsigned char>(in[done + i]);
    std::memcpy(out + done * kUnit, units, sizeof(units));
  }
  for (; done < size && static_cast<signed char>(in[done]) >= 0; ++done) {
    const SQLWCHAR unit = static_cast<unsigned char>(in[done]);
    std::memcpy(out + done * kUnit, &unit, kUnit);
  }
  return done;
}

// Text that is not UTF-8 (a server in SQL_ASCII) is shown byte for byte as Latin-1 rather than
// refused: the row has been read already.
std::u16string to_utf16(std::string_view text) {
  auto wide = utf8_to_utf16(text);
  if (wide) return std::move(*wide);
  std::u16string latin(text.size(), u'\0');
  std::transform(text.begin(), text.end(), latin.begin(),
                 [](char byte) { return static_cast<unsigned char>(byte); });
  return latin;
}

// Copies units [offset, ...) of a value and terminates them. `Step` is the size of a unit.
template <std::size_t Step>
Conversion put_units(const char* data, std::size_t units, bool whole_characters_only,
                     const Target& target, std::size_t& delivered,
                     std::size_t (*cut)(const char*, std::size_t)) {
  target.set_length(units * Step);
  const std::size_t capacity = static_cast<std::size_t>(target.capacity) / Step;
  if (target.buffer == nullptr || capacity == 0) return Conversion::kTruncated;
  std::size_t count = std::min(units, capacity - 1);
  if (count < units && whole_characters_only) count = cut(data, count);
  std::memcpy(target.buffer, data, count * Step);
  std::memset(static_cast<char*>(target.buffer) + count * Step, 0, Step);
  delivered += count;
  return count == units ? Conversion::kOk : Conversion::kTruncated;
}

std::size_t cut_narrow(const char* data, std::size_t count) {
  while (count > 0 && (static_cast<unsigned char>(data[count]) & 0xC0U) == 0x80U) --count;
  return count;
}

std::size_t cut_wide(const char* data, std::size_t count) {
  SQLWCHAR last = 0;
  if (count > 0) std::memcpy(&last, data + (count - 1) * kUnit, kUnit);
  return is_high_surrogate(last) ? count - 1 : count;
}

// Whether SQLGetData has nothing left to deliver; a first call always delivers.
bool is_finished(const Target& target, std::size_t total) {
  if (target.pieces == nullptr) return false;
  const bool finished = target.pieces->started && target.pieces->offset >= total;
  target.pieces->started = true;
  return finished;
}

Conversion put_wide_pieces(std::u16string_view wide, const Target& target) {
  std::size_t unused = 0;
  std::size_t& delivered = target.pieces != nullptr ? target.pieces->offset : unused;
  const std::u16string_view rest = wide.substr(std::min(delivered, wide.size()));
  return put_units<kUnit>(reinterpret_cast<const char*>(rest.data()), rest.size(),
                          target.pieces == nullptr, target, delivered, cut_wide);
}

std::string to_hex(std::string_view bytes) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    text += kDigits[value >> 4U];
    text += kDigits[value & 0xFU];
  }
  return text;
}

}  // namespace

Conversion put_null(const Target& target) {
  if (target.pieces != nullptr) {
    if (target.pieces->started) return Conversion::kNoData;
    target.pieces->started = true;
  }
  SQLLEN* const where = target.indicator != nullptr ? target.indicator : target.length;
  if (where == nullptr) return Conversion::kNoIndicator;
  *where = SQL_NULL_DATA;
  return Conversion::kOk;
}

Conversion put_narrow(std::string_view text, const Target& target) {
  if (target.capacity < 0) return Conversion::kBadLength;
  if (is_finished(target, text.size())) return Conversion::kNoData;
  std::size_t unused = 0;
  std::size_t& delivered = target.pieces != nullptr ? target.pieces->offset : unused;
  const std::string_view rest = text.substr(std::min(delivered, text.size()));
  return put_units<1>(rest.data(), rest.size(), target.pieces == nullptr, target, delivered,
                      cut_narrow);
}

Conversion put_wide(std::string_view text, const Target& target) {
  if (target.capacity < 0) return Conversion::kBadLength;
  if (target.pieces != nullptr && target.pieces->started && target.pieces->wide.empty())
    return Conversion::kNoData;  // the first call delivered it all
  if (target.pieces != nullptr && target.pieces->started) {
    if (is_finished(target, target.pieces->wide.size())) return Conversion::kNoData;
    return put_wide_pieces(target.pieces->wide, target);
  }
  if (target.pieces != nullptr) target.pieces->started = true;
  const std::size_t capacity = static_cast<std::size_t>(target.capacity) / kUnit;
  if (target.buffer != nullptr && text.size() < capacity) {
    auto* const out = static_cast<char*>(target.buffer);
    const std::size_t ascii = widen_ascii(text.data(), text.size(), out);
    if (ascii == text.size()) {
      std::memset(out + ascii * kUnit, 0, kUnit);
      target.set_length(ascii * kUnit);
      return Conversion::kOk;
    }
  }
  std::u16string wide = to_utf16(text);
  const Conversion result = put_wide_pieces(wide, target);
  if (target.pieces != nullptr && result == Conversion::kTruncated)
    target.pieces->wide = std::move(wide);
  return result;
}

Conversion put_bytes(std::string_view bytes, const Target& target) {
  if (target.capacity < 0) return Conversion::kBadLength;
  if (is_finished(target, bytes.size())) return Conversion::kNoData;
  std::size_t unused = 0;
  std::size_t& delivered = target.pieces != nullptr ? target.pieces->offset : unused;
  const std::string_view rest = bytes.substr(std::min(delivered, bytes.size()));
  target.set_length(rest.size());
  const std::size_t count = std::min(rest.size(), static_cast<std::size_t>(target.capacity));
  if (target.buffer != nullptr && count > 0) std::memcpy(target.buffer, rest.data(), count);
  if (target.buffer != nullptr) delivered += count;
  return count == rest.size() ? Conversion::kOk : Conversion::kTruncated;
}

Conversion put_hex_narrow(std::string_view bytes, const Target& target) {
  return put_narrow(to_hex(bytes), target);
}

Conversion put_hex_wide(std::string_view bytes, const Target& target) {
  return put_wide(to_hex(bytes), target);
}

std::size_t copy_narrow(std::string_view text, SQLCHAR* buffer, std::size_t capacity) {
  const Target target{.buffer = buffer, .capacity = static_cast<SQLLEN>(capacity)};
  put_narrow(text, target);
  return text.size();
}

std::size_t copy_wide(std::string_view text, SQLWCHAR* buffer, std::size_t capacity_in_units) {
  SQLLEN length = 0;
  const Target target{.buffer = buffer,
                      .capacity = static_cast<SQLLEN>(capacity_in_units * kUnit),
                      .length = &length};
  put_wide(text, target);
  return static_cast<std::size_t>(length) / kUnit;
}

}  // namespace pillion
