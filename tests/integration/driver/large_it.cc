// A result that would not fit in memory, by pages: 500,000 rows, or as many as PILLION_ROWS says
// (`./dev large`: 5,000,000).
#include <array>
#include <fstream>

#include "integration/driver/client.h"
#include "support/sanitized.h"

using namespace pillion::test;

namespace {

constexpr SQLULEN kRowset = 1000;
constexpr long kAllowedKiB = 64L * 1024;

long rows_to_read() {
  const char* const wanted = std::getenv("PILLION_ROWS");
  return wanted != nullptr ? std::atol(wanted) : 500'000;
}

// VmRSS or VmHWM (the highest VmRSS so far) of this process.
long kibibytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word)
    if (long value = 0; word == name + ":" && status >> value) return value;
  return -1;
}

void forget_the_highest() {
  std::ofstream("/proc/self/clear_refs") << "5";  // proc(5): resets VmHWM
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_large_result_takes_the_memory_of_a_page) {
  const long wanted = rows_to_read();
  Host host;
  const Client client(std::string(host.token) + ";Fetch=cursor;FetchSize=1000");
  for (const char* const begin : {"select 1", "begin"}) {
    host.run(begin);
    Query query(client);
    std::array<SQLBIGINT, kRowset> numbers{};
    std::array<std::array<char, 40>, kRowset> texts{};
    std::array<SQLLEN, kRowset> lengths{};
    SQLULEN fetched = 0;
    query.set(SQL_ATTR_ROW_ARRAY_SIZE, kRowset);
    query.set(SQL_ATTR_ROWS_FETCHED_PTR, &fetched);
    SQLBindCol(query.handle, 1, SQL_C_SBIGINT, numbers.data(), 0, nullptr);
    SQLBindCol(query.handle, 2, SQL_C_CHAR, texts.data(), sizeof texts[0], lengths.data());

    forget_the_highest();
    const long before = kibibytes("VmRSS");
    BOOST_REQUIRE(before > 0);
    BOOST_REQUIRE_MESSAGE(
        SQL_SUCCEEDED(query.run("select g::bigint, 'row number ' || g from generate_series(1, " +
                                std::to_string(wanted) + ") g")),
        query.why());
    long read = 0;
    long wrong = 0;
    while (SQL_SUCCEEDED(query.fetch())) {
      for (SQLULEN i = 0; i < fetched; ++i) {
        ++read;
        if (numbers[i] != read || texts[i].data() != "row number " + std::to_string(read)) ++wrong;
      }
      if (read % 50'000 == 0) host.run("select " + std::to_string(read));
    }
    BOOST_TEST(read == wanted);
    BOOST_TEST(wrong == 0);
    if (!kSanitized) BOOST_TEST(kibibytes("VmHWM") - before < kAllowedKiB);
    BOOST_TEST_MESSAGE(read << " rows, " << kibibytes("VmHWM") - before << " KiB above the start");
  }
}
