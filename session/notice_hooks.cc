#include "session/notice_hooks.h"

#include <cstring>
#include <new>
#include <utility>

#include <fmt/format.h>
#include <malloc.h>

#include "session/server_error.h"

namespace pillion {
namespace {

// Of one statement's notices.
constexpr std::size_t kMostNotices = 1000;
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

// As they stand in a PGresult: the function, then its argument.
struct Words {
  PQnoticeReceiver function;
  void* argument;
};

void never_called(void* /*argument*/, const PGresult* /*notice*/) {}

// Every PGresult comes from malloc, so its readable size is known.
std::size_t size_of(PGresult* result) {
  return malloc_usable_size(result);
}

Words words_at(const PGresult* result, std::size_t offset) {
  Words words{};
  std::memcpy(&words, reinterpret_cast<const char*>(result) + offset, sizeof words);
  return words;
}

ResultPtr empty_result(const Libpq& libpq, PGconn* connection) {
  // Borrowed for this moment: the deleter needs no ownership of the library.
  const LibpqPtr borrowed(LibpqPtr(), &libpq);
  return {libpq.PQmakeEmptyPGresult(connection, PGRES_COMMAND_OK), ResultDeleter{borrowed}};
}

// The one place where `wanted` stands; none where it stands nowhere or more than once.
std::optional<std::size_t> find_once(PGresult* result, const Words& wanted) {
  std::optional<std::size_t> found;
  for (std::size_t at = 0; at + sizeof(Words) <= size_of(result); at += alignof(Words)) {
    const Words words = words_at(result, at);
    if (words.function != wanted.function || words.argument != wanted.argument) continue;
    if (found) return std::nullopt;
    found = at;
  }
  return found;
}

}  // namespace

std::optional<NoticeLayout> NoticeLayout::calibrate(const Libpq& libpq) {
  // Not a connection string: libpq makes the object, and opens nothing.
  PGconn* const scratch = libpq.PQconnectStart("pillion");
  if (scratch == nullptr) return std::nullopt;
  int somewhere = 0;
  const Words known{.function = never_called, .argument = &somewhere};
  libpq.PQsetNoticeReceiver(scratch, known.function, known.argument);
  std::optional<std::size_t> offset;
  if (const ResultPtr result = empty_result(libpq, scratch))
    offset = find_once(result.get(), known);
  libpq.PQfinish(scratch);
  if (!offset) return std::nullopt;
  return NoticeLayout(*offset);
}

std::optional<NoticeReceiver> NoticeLayout::read(const Libpq& libpq, PGconn* connection) const {
  const ResultPtr result = empty_result(libpq, connection);
  if (!result || offset_ + sizeof(Words) > size_of(result.get())) return std::nullopt;
  const Words words = words_at(result.get(), offset_);
  // A null receiver changes nothing: libpq only tells which one is set.
  if (words.function != libpq.PQsetNoticeReceiver(connection, nullptr, nullptr))
    return std::nullopt;
  return NoticeReceiver{.function = words.function, .argument = words.argument};
}

NoticeCapture::NoticeCapture(const Libpq& libpq, const std::optional<NoticeLayout>& layout,
                             PGconn* connection)
    : libpq_(libpq), connection_(connection) {
  if (layout) host_ = layout->read(libpq, connection);
  if (host_) libpq_.PQsetNoticeReceiver(connection_, &NoticeCapture::receive, this);
}

NoticeCapture::~NoticeCapture() {
  if (host_) libpq_.PQsetNoticeReceiver(connection_, host_->function, host_->argument);
}

void NoticeCapture::receive(void* self, const PGresult* notice) {
  auto* const capture = static_cast<NoticeCapture*>(self);
  if (capture->notices_.size() >= kMostNotices || capture->bytes_ >= kMostBytes) {
    ++capture->left_out_;
    return;
  }
  // libpq calls this, and knows no exceptions.
  try {
    capture->notices_.push_back(server_notice(capture->libpq_, notice));
    capture->bytes_ += capture->notices_.back().message.size();
  } catch (const std::bad_alloc&) {
    ++capture->left_out_;
  }
}

std::vector<Notice> NoticeCapture::take() {
  const std::size_t left_out = std::exchange(left_out_, 0);
  bytes_ = 0;
  if (left_out > 0)
    notices_.push_back({.sqlstate = "01000",
                        .message = fmt::format(
                            "NOTICE: {} more notices of this statement are left out.", left_out)});
  return std::exchange(notices_, {});
}

}  // namespace pillion
