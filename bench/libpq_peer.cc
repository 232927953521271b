#include "libpq_peer.h"

#include <cstdio>
#include <cstdlib>
#include <utility>

namespace bench {
namespace {

class LibpqPeer : public Peer {
 public:
  LibpqPeer(Connection connection, Values values)
      : connection_(std::move(connection)), format_(static_cast<int>(values)) {}

  std::uint64_t one_row(int key) override {
    const std::string text = std::to_string(key);
    const char* values[] = {text.c_str()};
    return touch(PQexecParams(connection_.get(), (std::string(kOneRow) + "$1").c_str(), 1, nullptr,
                              values, nullptr, nullptr, format_));
  }
  std::uint64_t all_rows() override {
    return touch(
        PQexecParams(connection_.get(), kAllRows, 0, nullptr, nullptr, nullptr, nullptr, format_));
  }

 private:
  // Reads every byte of every value, as anything that uses the result would.
  std::uint64_t touch(PGresult* result) {
    if (PQresultStatus(result) != PGRES_TUPLES_OK) {
      std::fprintf(stderr, "%s", PQerrorMessage(connection_.get()));
      std::exit(1);
    }
    std::uint64_t sum = 0;
    for (int row = 0; row < PQntuples(result); ++row) {
      for (int column = 0; column < kColumns; ++column) {
        const char* value = PQgetvalue(result, row, column);
        for (int i = 0; i < PQgetlength(result, row, column); ++i) {
          sum += static_cast<unsigned char>(value[i]);
        }
      }
    }
    PQclear(result);
    return sum;
  }

  const Connection connection_;
  const int format_;
};

}  // namespace

std::unique_ptr<Peer> make_libpq_peer(Connection connection, Values values) {
  return std::make_unique<LibpqPeer>(std::move(connection), values);
}

}  // namespace bench
