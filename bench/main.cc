// bench_cpp CASE ROUNDS OUR_LIBRARY PSQLODBC_LIBRARY
//
// Runs every peer in turn, ROUNDS times, on one server (PGHOST and friends), and prints one JSON
// object: the milliseconds of each round by peer. Cases: one-row, one-row-transaction, all-rows;
// share-one-row, share-all-rows: libpq alone, on the share whose conninfo is PILLION_BENCH_SHARE
// and on a connection of its own.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "libpq_peer.h"
#include "odbc_peer.h"
#include "session/pillion.h"

namespace bench {
namespace {

constexpr int kKeysPerRound = 500;

struct Contender {
  std::string name;
  std::unique_ptr<Peer> peer;
  std::vector<double> milliseconds;
};

PGconn* connect(const std::string& conninfo = "") {
  PGconn* connection = PQconnectdb(conninfo.c_str());
  if (PQstatus(connection) != CONNECTION_OK) {
    std::fprintf(stderr, "%s", PQerrorMessage(connection));
    std::exit(1);
  }
  return connection;
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

std::unique_ptr<Peer> make_ours(PGconn* host, const std::string& library) {
  char token[PILLION_TOKEN_SIZE];
  if (pillion_lend(host, nullptr, token) != PILLION_OK) {
    std::fprintf(stderr, "%s\n", pillion_error());
    std::exit(1);
  }
  return make_odbc_peer("Driver=" + library + ";Session=" + token);
}

std::unique_ptr<Peer> make_psqlodbc(const std::string& library) {
  return make_odbc_peer("Driver=" + library + ";Servername=" + environment("PGHOST") + ";Port=" +
                        environment("PGPORT") + ";Database=" + environment("PGDATABASE") +
                        ";Username=" + environment("PGUSER"));
}

double timed(const std::function<std::uint64_t()>& work) {
  const auto start = std::chrono::steady_clock::now();
  if (work() == 0) std::exit(3);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
      .count();
}

std::uint64_t one_round(Peer& peer, bool all_rows) {
  if (all_rows) return peer.all_rows();
  std::uint64_t sum = 0;
  for (int key = 1; key <= kKeysPerRound; ++key) sum += peer.one_row(key);
  return sum;
}

void print(const std::vector<Contender>& contenders) {
  std::printf("{");
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    std::printf("%s\"%s\": [", i == 0 ? "" : ", ", contenders[i].name.c_str());
    for (std::size_t round = 0; round < contenders[i].milliseconds.size(); ++round) {
      std::printf("%s%.4f", round == 0 ? "" : ", ", contenders[i].milliseconds[round]);
    }
    std::printf("]");
  }
  std::printf("}\n");
}

void measure(std::vector<Contender>& contenders, int rounds, bool all_rows) {
  for (Contender& contender : contenders) one_round(*contender.peer, all_rows);  // warm-up
  for (int round = 0; round < rounds; ++round) {
    for (Contender& contender : contenders) {
      double time = timed([&] { return one_round(*contender.peer, all_rows); });
      if (!all_rows) time /= kKeysPerRound;
      contender.milliseconds.push_back(time);
    }
  }
}

int run(const std::string& name, int rounds, const std::string& ours, const std::string& psqlodbc) {
  const bool shared = name.starts_with("share-");
  PGconn* host = connect(shared ? environment("PILLION_BENCH_SHARE") : "");
  PGconn* plain = connect();
  if (name == "one-row-transaction") PQclear(PQexec(host, "BEGIN"));
  std::vector<Contender> contenders;
  contenders.push_back({"pillion", shared ? make_libpq_peer(host) : make_ours(host, ours), {}});
  contenders.push_back({shared ? "direct" : "libpq", make_libpq_peer(plain), {}});
  if (!shared) contenders.push_back({"psqlodbc", make_psqlodbc(psqlodbc), {}});
  measure(contenders, rounds, name.ends_with("all-rows"));
  print(contenders);
  contenders.clear();
  PQfinish(plain);
  PQfinish(host);
  return 0;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr,
                 "usage: bench_cpp [share-]one-row|one-row-transaction|[share-]all-rows ROUNDS "
                 "OUR_LIBRARY PSQLODBC_LIBRARY\n");
    return 2;
  }
  return bench::run(argv[1], std::atoi(argv[2]), argv[3], argv[4]);
}
