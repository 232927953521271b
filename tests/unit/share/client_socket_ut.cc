// What waits for a client that does not read: counted, bounded, and sent in the end.
#include <array>
#include <memory>
#include <string>

#include <boost/test/unit_test.hpp>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "share/client_socket.h"

using namespace pillion;
using namespace pillion::share;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t kMegabyte = std::size_t{1} << 20U;
constexpr std::size_t kAll = 100 * kMegabyte;

// The client's end of the socket, and ours.
struct Scene {
  Scene() {
    std::array<int, 2> ends{};
    BOOST_REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) == 0);
    client = FileDescriptor(ends[0]);
    ::fcntl(ends[0], F_SETFL, O_NONBLOCK);
    socket =
        std::make_unique<ClientSocket>(FileDescriptor(ends[1]), "", wire::FrontendLimits{}, all);
  }

  // All of one letter, so that a piece in the wrong place is seen.
  void send(char letter, std::size_t size) {
    std::string bytes(size, letter);
    BOOST_REQUIRE(socket->send(bytes));
    BOOST_TEST(bytes.empty());
    sent.append(size, letter);
  }
  bool has_room() { return *socket->wait_for_room(0ms); }
  // What is in the kernel's buffer now.
  void read_once() {
    std::string piece(kMegabyte, '\0');
    const ssize_t got = ::recv(client.get(), piece.data(), piece.size(), 0);
    if (got > 0) read.append(piece, 0, static_cast<std::size_t>(got));
  }
  void read_all() {
    while (read.size() < sent.size()) {
      read_once();
      send(' ', 0);
    }
  }

  Budget all{kAll};
  FileDescriptor client;
  std::unique_ptr<ClientSocket> socket;
  std::string sent;
  std::string read;
};

std::chrono::steady_clock::time_point now() {
  return std::chrono::steady_clock::now();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(client_socket, Scene)

BOOST_AUTO_TEST_CASE(every_byte_arrives_in_its_place) {
  for (int round = 0; round < 3; ++round)
    for (const std::size_t size :
         {std::size_t{5}, 3 * kMegabyte, std::size_t{1}, std::size_t{70'000}, std::size_t{0},
          std::size_t{100}, kMegabyte}) {
      send(static_cast<char>('a' + size % 23), size);
      read_once();
    }
  read_all();
  BOOST_TEST((read == sent));
  BOOST_TEST(all.left() == kAll);
}

BOOST_AUTO_TEST_CASE(what_waits_is_counted_until_it_is_sent) {
  send('a', 10);
  BOOST_TEST(all.left() == kAll);
  send('a', 10 * kMegabyte);
  BOOST_TEST(all.left() <= kAll - 9 * kMegabyte);
  for (int i = 0; i < 1000; ++i) send('b', 100);
  BOOST_TEST(all.left() > kAll - 12 * kMegabyte);  // small pieces share their memory
  read_all();
  BOOST_TEST(all.left() == kAll);
  send('c', 10 * kMegabyte);
  socket.reset();
  BOOST_TEST(all.left() == kAll);
}

BOOST_AUTO_TEST_CASE(there_is_room_for_so_much) {
  send('a', kMostUnsent);
  BOOST_TEST(has_room());  // a part is on its way
  send('a', kMegabyte);
  BOOST_TEST(!has_room());
  read_all();
  BOOST_TEST(has_room());
}

BOOST_AUTO_TEST_CASE(what_others_keep_takes_the_room_but_for_a_little) {
  const HeldBytes others(all, kAll);
  BOOST_TEST(socket->room_for_row() == kAlwaysKept);
  send('a', kAlwaysKept);
  BOOST_TEST(has_room());
  send('a', kMegabyte);
  BOOST_TEST(!has_room());
  read_all();
  BOOST_TEST(has_room());
}

BOOST_AUTO_TEST_CASE(a_client_that_reads_nothing_is_told_from_one_that_does) {
  const auto before = now();
  send('a', kAlwaysKept);
  BOOST_TEST(!socket->is_unread_since(now() + 1h));  // little may wait for ever
  send('a', 2 * kMegabyte);
  BOOST_TEST(!socket->is_unread_since(before));
  const auto begun = now();
  BOOST_TEST(socket->is_unread_since(begun));
  send('a', 10);
  BOOST_TEST(socket->is_unread_since(begun));  // more of it is no sign of life
  read_once();
  BOOST_TEST(!socket->is_unread_since(begun));  // nobody has sent more meanwhile
  send('a', 10);
  BOOST_TEST(!socket->is_unread_since(begun));
  const auto later = now();
  BOOST_TEST(socket->is_unread_since(later));
  std::string little(40'000, '\0');  // which makes no room for more
  BOOST_REQUIRE(::recv(client.get(), little.data(), little.size(), 0) > 0);
  BOOST_TEST(!socket->is_unread_since(later));
}

BOOST_AUTO_TEST_SUITE_END()
