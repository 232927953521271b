// bench_cpp CASE ROUNDS OUR_LIBRARY PSQLODBC_LIBRARY
//
// Runs every peer in turn, ROUNDS times, on one server (PGHOST and friends), and prints one JSON
// object: the milliseconds of each round by peer. CASE is a name of kCases. On a share the client
// is libpq alone: on the share whose conninfo is PILLION_BENCH_SHARE, on a connection of its own,
// and on the PgBouncer whose conninfo is PILLION_BENCH_BOUNCER. Apart: the client has work of its
// own between two queries.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <libpq-fe.h>

#include "libpq_peer.h"
#include "odbc_peer.h"
#include "session/pillion.h"

namespace bench {
namespace {

// Some 0.2 seconds. In a tenth of a second one would measure how the system brings the processes of
// this peer together, which those of the peer before have displaced.
constexpr int kKeysPerRound = 2000;
// As long as it takes a client to do something with a row. It is not measured.
constexpr std::chrono::microseconds kOwnWork{200};

struct Contender {
  std::string name;
  std::unique_ptr<Peer> peer;
  std::vector<double> milliseconds;
};

Connection connect(const std::string& conninfo = "") {
  Connection connection(PQconnectdb(conninfo.c_str()));
  if (PQstatus(connection.get()) != CONNECTION_OK) {
    std::fprintf(stderr, "%s", PQerrorMessage(connection.get()));
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

using Clock = std::chrono::steady_clock;

double timed(const std::function<std::uint64_t()>& work) {
  const auto start = Clock::now();
  if (work() == 0) std::exit(3);
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

void work_alone() {
  const auto end = Clock::now() + kOwnWork;
  while (Clock::now() < end) continue;
}

std::uint64_t all_keys(Peer& peer) {
  std::uint64_t sum = 0;
  for (int key = 1; key <= kKeysPerRound; ++key) sum += peer.one_row(key);
  return sum;
}

// The milliseconds of one result.
using Round = double (*)(Peer& peer);

double rows_round(Peer& peer) {
  return timed([&] { return peer.all_rows(); });
}

double keys_round(Peer& peer) {
  return timed([&] { return all_keys(peer); }) / kKeysPerRound;
}

double keys_apart_round(Peer& peer) {
  double sum = 0;
  for (int key = 1; key <= kKeysPerRound; ++key) {
    sum += timed([&] { return peer.one_row(key); });
    work_alone();
  }
  return sum / kKeysPerRound;
}

struct Case {
  std::string_view name;
  Round round;
  bool shared;
  bool in_transaction;
  Values values = Values::kBinary;  // what a client of a share asks for
};

constexpr Case kCases[] = {
    {"one-row", keys_round, false, false},
    {"one-row-apart", keys_apart_round, false, false},
    {"one-row-transaction", keys_round, false, true},
    {"all-rows", rows_round, false, false},
    {"share-one-row", keys_round, true, false},
    {"share-one-row-apart", keys_apart_round, true, false},
    {"share-all-rows", rows_round, true, false},
    {"share-all-rows-text", rows_round, true, false, Values::kText},
};

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

void measure(std::vector<Contender>& contenders, int rounds, Round round) {
  for (Contender& contender : contenders) round(*contender.peer);  // warm-up
  for (int number = 0; number < rounds; ++number) {
    for (Contender& contender : contenders)
      contender.milliseconds.push_back(round(*contender.peer));
  }
}

// An empty conninfo would be a connection of its own.
Connection connect_by(const char* name) {
  const std::string conninfo = environment(name);
  if (!conninfo.empty()) return connect(conninfo);
  std::fprintf(stderr, "%s is not set.\n", name);
  std::exit(2);
}

std::vector<Contender> on_a_share(Values values) {
  std::vector<Contender> contenders;
  contenders.push_back({"pillion", make_libpq_peer(connect_by("PILLION_BENCH_SHARE"), values), {}});
  contenders.push_back({"direct", make_libpq_peer(connect(), values), {}});
  contenders.push_back(
      {"pgbouncer", make_libpq_peer(connect_by("PILLION_BENCH_BOUNCER"), values), {}});
  return contenders;
}

std::vector<Contender> in_process(PGconn* host, const std::string& ours,
                                  const std::string& psqlodbc) {
  std::vector<Contender> contenders;
  contenders.push_back({"pillion", make_ours(host, ours), {}});
  contenders.push_back({"libpq", make_libpq_peer(connect()), {}});
  contenders.push_back({"psqlodbc", make_psqlodbc(psqlodbc), {}});
  return contenders;
}

int run(std::string_view name, int rounds, const std::string& ours, const std::string& psqlodbc) {
  for (const Case& chosen : kCases) {
    if (chosen.name != name) continue;
    const Connection host = connect();
    if (chosen.in_transaction) PQclear(PQexec(host.get(), "BEGIN"));
    std::vector<Contender> contenders =
        chosen.shared ? on_a_share(chosen.values) : in_process(host.get(), ours, psqlodbc);
    measure(contenders, rounds, chosen.round);
    print(contenders);
    return 0;
  }
  std::fprintf(stderr, "There is no case %s.\n", std::string(name).c_str());
  return 2;
}

}  // namespace
}  // namespace bench

int main(int argc, char** argv) {
  if (argc != 5) {
    std::fprintf(stderr, "usage: bench_cpp CASE ROUNDS OUR_LIBRARY PSQLODBC_LIBRARY\n");
    return 2;
  }
  return bench::run(argv[1], std::atoi(argv[2]), argv[3], argv[4]);
}
