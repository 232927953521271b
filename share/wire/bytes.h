// Reading and writing the wire protocol's integers (big-endian) and strings (NUL at the end).
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

namespace pillion::wire {

// Reads a message from its front. Once something is missing, all that follows reads as empty and
// complete() is false, so that a decoder asks once, at its end.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte() { return static_cast<std::uint8_t>(integer(1)); }
  std::int16_t int16() { return static_cast<std::int16_t>(integer(2)); }
  std::int32_t int32() { return static_cast<std::int32_t>(integer(4)); }
  std::uint32_t uint32() { return integer(4); }

  std::string_view bytes(std::size_t size) {
    if (size > rest_.size()) {
      missing_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }

  std::string_view string() {
    const std::size_t end = rest_.find('\0');
    if (end == std::string_view::npos) {
      missing_ = true;
      rest_ = {};
      return {};
    }
    const std::string_view text = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return text;
  }

  std::string_view rest() { return bytes(rest_.size()); }
  std::size_t left() const { return rest_.size(); }
  bool has_all() const { return !missing_; }
  // Everything asked for was there, and nothing is left over.
  bool complete() const { return !missing_ && rest_.empty(); }

 private:
  std::uint32_t integer(std::size_t size) {
    std::uint32_t value = 0;
    for (const char c : bytes(size)) value = value << 8U | static_cast<unsigned char>(c);
    return value;
  }

  std::string_view rest_;
  bool missing_ = false;
};

// Writes into room that was made for it, and makes none itself.
class Writer {
 public:
  // Makes room for `size` bytes behind what is in `out`, all of which are to be written.
  Writer(std::string& out, std::size_t size) {
    const std::size_t before = out.size();
    out.resize(before + size);
    at_ = out.data() + before;
  }

  void byte(char value) { *at_++ = value; }
  void int16(std::int16_t value) {
    const auto bits = static_cast<std::uint16_t>(value);
    const char big_endian[] = {static_cast<char>(bits >> 8U), static_cast<char>(bits)};
    bytes(big_endian, sizeof big_endian);
  }
  void int32(std::int32_t value) {
    const auto bits = static_cast<std::uint32_t>(value);
    const char big_endian[] = {static_cast<char>(bits >> 24U), static_cast<char>(bits >> 16U),
                               static_cast<char>(bits >> 8U), static_cast<char>(bits)};
    bytes(big_endian, sizeof big_endian);
  }
  void bytes(const char* data, std::size_t size) {
    std::memcpy(at_, data, size);
    at_ += size;
  }

 private:
  char* at_;
};

inline void put_int16(std::string& out, std::int16_t value) {
  Writer(out, sizeof value).int16(value);
}
inline void put_int32(std::string& out, std::int32_t value) {
  Writer(out, sizeof value).int32(value);
}

inline void put_string(std::string& out, std::string_view text) {
  // A NUL inside would end the field for the reader: what follows it is left out.
  out.append(text.substr(0, text.find('\0'))).push_back('\0');
}

// One message being written: its length is filled in when this goes out of scope.
class Message {
 public:
  Message(std::string& out, char type) : out_(out) {
    out_.push_back(type);
    start_ = out_.size();
    put_int32(out_, 0);
  }
  ~Message() {
    const auto size = static_cast<std::uint32_t>(out_.size() - start_);
    for (unsigned i = 0; i < 4; ++i) out_[start_ + i] = static_cast<char>(size >> (24U - 8U * i));
  }
  Message(const Message&) = delete;
  Message& operator=(const Message&) = delete;

 private:
  std::string& out_;
  std::size_t start_ = 0;
};

}  // namespace pillion::wire
