// A host whose threads share one connection with guests, who come in through a share's socket.
#pragma once

#include <chrono>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "share/share.h"
#include "support/host.h"

namespace pillion::test {

// The runtime directory of this program; shares are made below it.
inline void use_own_runtime_directory() {
  static const std::string made = [] {
    char path[] = "/tmp/pillion-share-it-XXXXXX";
    BOOST_REQUIRE(mkdtemp(path) != nullptr);
    ::setenv("XDG_RUNTIME_DIR", path, 1);
    return std::string(path);
  }();
}

// Waits by trying: ThreadSanitizer does not know the locks of glibc that wait with a limit.
class HostLock {
 public:
  pillion_options options() {
    pillion_options options{};
    options.enter = &HostLock::enter;
    options.leave = [](void* self) { static_cast<HostLock*>(self)->mutex_.unlock(); };
    options.context = this;
    return options;
  }
  std::mutex& mutex() { return mutex_; }

 private:
  static int enter(void* self, int timeout_ms) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
    while (!static_cast<HostLock*>(self)->mutex_.try_lock()) {
      if (std::chrono::steady_clock::now() >= end) return PILLION_EBUSY;
      std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    return PILLION_OK;
  }
  std::mutex mutex_;
};

class SharedHost {
 public:
  explicit SharedHost(pillion_options limits = {}) : connection_(connect_host()) {
    use_own_runtime_directory();
    pillion_options options = lock_.options();
    options.lock_timeout_ms = limits.lock_timeout_ms;
    options.statement_timeout_ms = limits.statement_timeout_ms;
    options.role = limits.role;
    options.thread_begin = limits.thread_begin;
    options.thread_end = limits.thread_end;
    lent_ = std::make_unique<Lent>(connection_.get(), options);
  }

  void share(pillion_share_options options = {}) {
    options.size = sizeof options;
    char directory[PILLION_DIRECTORY_SIZE];
    BOOST_REQUIRE_MESSAGE(pillion_share(token(), &options, directory) == PILLION_OK,
                          pillion_error());
    directory_ = directory;
  }
  // On terms that the C interface has no options for.
  void share(share::ShareTerms terms) {
    terms.token = token();
    auto opened = share::Share::open(terms);
    BOOST_REQUIRE_MESSAGE(opened, opened.error().message);
    share_ = std::move(*opened);
    directory_ = share_->directory();
  }
  void unshare() { pillion_unshare(token()); }
  void reclaim() { lent_.reset(); }

  // As the host: between guests.
  std::string sql(const std::string& text) {
    const std::lock_guard<std::mutex> lock(lock_.mutex());
    return host_sql(connection_.get(), text);
  }
  std::mutex& mutex() { return lock_.mutex(); }
  PGconn* connection() const { return connection_.get(); }
  const char* token() const { return lent_->token(); }
  std::string conninfo() const {
    const std::string secret = std::string(token()).substr(std::string(token()).find('.') + 1);
    return "host=" + directory_ + " port=5432 user=guest dbname=any password=" + secret;
  }

 private:
  HostLock lock_;
  HostConnection connection_;
  std::unique_ptr<Lent> lent_;
  std::unique_ptr<share::Share> share_;
  std::string directory_;
};

struct ResultClearer {
  void operator()(PGresult* result) const { PQclear(result); }
};
using GuestResult = std::unique_ptr<PGresult, ResultClearer>;

// A client of the share. Used in threads, so it asserts nothing: what went wrong is a value.
class ShareGuest {
 public:
  ShareGuest(const ShareGuest&) = delete;
  ShareGuest& operator=(const ShareGuest&) = delete;
  explicit ShareGuest(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str())) {
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr);
  }
  bool is_in() const { return PQstatus(connection_.get()) == CONNECTION_OK; }
  std::string said() const { return PQerrorMessage(connection_.get()); }
  PGconn* get() const { return connection_.get(); }

  // The first value, or the SQLSTATE of the failure; "lost" where there is none.
  std::string ask(const std::string& sql) { return told(PQexec(connection_.get(), sql.c_str())); }
  std::string ask(const std::string& sql, const std::string& parameter) {
    const char* const values[] = {parameter.c_str()};
    return told(
        PQexecParams(connection_.get(), sql.c_str(), 1, nullptr, values, nullptr, nullptr, 0));
  }

 private:
  static std::string told(PGresult* got) {
    const GuestResult result(got);
    const char* const state = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
    if (state != nullptr) return state;
    if (PQresultStatus(result.get()) == PGRES_FATAL_ERROR) return "lost";
    const bool has_value = PQntuples(result.get()) > 0 && PQnfields(result.get()) > 0;
    return has_value ? PQgetvalue(result.get(), 0, 0) : "";
  }

  HostConnection connection_;
};

}  // namespace pillion::test
