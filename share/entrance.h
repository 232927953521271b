// The way in: a new client's start-up packet and password, or its request to cancel another one.
// All of it in the share's I/O thread.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/file_descriptor.h"
#include "core/result.h"
#include "share/fork_guard.h"
#include "share/wire/frontend.h"

namespace pillion::share {

// A client that may come in.
struct Admitted {
  FileDescriptor socket;                                      // non-blocking
  std::string received;                                       // behind the password, already
  std::vector<std::pair<std::string, std::string>> settings;  // that the start-up packet asks for
};

class Entrance final : public std::enable_shared_from_this<Entrance> {
 public:
  using Socket = boost::asio::local::stream_protocol::socket;

  // Outlives the entrances.
  struct Terms {
    std::string token;  // its secret is the password
    std::function<void(const wire::CancelRequest&)> cancel_request;
    std::function<void(Admitted)> admit;
    std::function<void(const std::shared_ptr<Entrance>&)> finished;
  };

  Entrance(Socket socket, const Terms& terms);

  void start();
  // Tells the client why, if it listens.
  void refuse(const Error& why);

 private:
  void wait_to_read();
  void read();
  // What came is looked at; false: more is needed.
  Result<bool> take_one();
  Result<bool> take_first();
  Result<bool> take_password();
  Status on_startup(const wire::Startup& startup);
  bool is_right_secret(std::string_view password) const;
  Status reply(const std::string& bytes);
  void admit();
  void finish();

  Socket socket_;
  const Terms& terms_;
  std::optional<KeptFromChildren> kept_;
  boost::asio::steady_timer timer_;
  bool started_up_ = false;
  bool finished_ = false;
  std::string input_;
  std::vector<std::pair<std::string, std::string>> settings_;
};

}  // namespace pillion::share
