// bench_rewriter QUERIES ROUNDS
//
// What rewriting costs, on the schema of the server that PGHOST and friends name. For each query
// of the file (a line "-- name", then the query) one JSON object a line: the processor's
// microseconds in each round for PostgreSQL's parser alone, a first rewrite (a miss) and a
// remembered one (a hit).
#include "rewriter/rewriter.h"

#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include "guest/guest.h"
#include "rewriter/parse/raw_nodes.h"
#include "session/pillion.h"

namespace {

constexpr int kCallsPerRound = 200;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

void parse_alone(const std::string& text) {
  const MemoryContext memory = pg_query_enter_memory_context();
  const PgQueryInternalParsetreeAndError raw = pg_query_raw_parse(text.c_str());
  if (raw.error != nullptr) give_up(raw.error->message);
  free(raw.stderr_buffer);
  pg_query_exit_memory_context(memory);
}

// Of this thread alone, so that whatever else the machine does is not counted.
double thread_microseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

template <class Work>
double microseconds_of(const Work& work) {
  const double start = thread_microseconds();
  for (int i = 0; i < kCallsPerRound; ++i) work();
  const double spent = thread_microseconds() - start;
  return spent / kCallsPerRound;
}

void measure(const std::string& name, const std::string& text, int rounds, pillion::Guest& guest,
             const pillion::SchemaView& view) {
  // Paths that only the server can tell from columns are taken for paths, as once it has spoken.
  const auto first = pillion::rewrite(text, &view, {}, true);
  if (!first) give_up(first.error().message);
  std::vector<double> parse;
  std::vector<double> miss;
  std::vector<double> hit;
  for (int round = 0; round <= rounds; ++round) {
    parse.push_back(microseconds_of([&] { parse_alone(text); }));
    miss.push_back(microseconds_of([&] {
      if (!pillion::rewrite(text, &view, {}, true)) give_up("the second rewrite failed");
    }));
    hit.push_back(microseconds_of([&] {
      if (!guest.translate(text)) give_up("translating failed");
    }));
    if (round == 0) {  // to warm up
      parse.clear();
      miss.clear();
      hit.clear();
    }
  }
  fmt::print(R"({{"query": "{}", "parse": [{:.3f}], "miss": [{:.3f}], "hit": [{:.3f}]}})"
             "\n",
             name, fmt::join(parse, ", "), fmt::join(miss, ", "), fmt::join(hit, ", "));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) give_up("usage: bench_rewriter QUERIES ROUNDS");
  PGconn* host = PQconnectdb("");
  if (PQstatus(host) != CONNECTION_OK) give_up(PQerrorMessage(host));
  char token[PILLION_TOKEN_SIZE];
  if (pillion_lend(host, nullptr, token) != PILLION_OK) give_up(pillion_error());
  {
    auto guest = pillion::Guest::connect(token, {});
    if (!guest) give_up(guest.error().message);
    const auto view = (*guest)->schema();
    if (!view) give_up(view.error().message);
    std::ifstream queries(argv[1]);
    std::string name;
    for (std::string query; std::getline(queries, name) && std::getline(queries, query);) {
      measure(name.substr(3), query, std::atoi(argv[2]), **guest, **view);
    }
  }
  pillion_reclaim(token);
  PQfinish(host);
  return 0;
}
