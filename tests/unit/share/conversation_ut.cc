// The state machine of one client, with a session that is played: which messages answer which.
#include <thread>

#include <boost/test/unit_test.hpp>

#include "share/conversation.h"

using namespace pillion;
using namespace pillion::share;

namespace {

// Any text is a statement with one int4 column and as many rows as its last word says.
class PlayedRider final : public Rider {
 public:
  std::vector<std::string> ran;

  Result<TranslatedPtr> translate(std::string_view text, bool /*own_path*/) override {
    if (text.find("refused") != text.npos) return fail("25006", "Refused.");
    auto statement = std::make_shared<Translated>();
    statement->text = statement->user_text = text;
    return statement;
  }
  Result<Description> describe(const Translated& /*statement*/, std::span<const Oid> types,
                               std::span<const Setting> /*settings*/) override {
    return Description{.columns = kColumns, .parameter_types = {types.begin(), types.end()}};
  }
  Result<SessionInfo> info() override { return session; }
  std::shared_ptr<const std::vector<Setting>> reported() override { return session.reported; }
  SessionInfo session;
  Result<std::vector<Notice>> run(const Translated& statement, const Query& query) override {
    ran.push_back(statement.text);
    if (statement.text.find("broken") != statement.text.npos) return fail("22012", "Broken.");
    PILLION_CHECK(query.sink->begin(kColumns));
    const int rows = std::atoi(statement.text.c_str() + statement.text.rfind(' ') + 1);
    for (int row = 0; row < rows; ++row) {
      const Cell cell{.data = "7", .size = 1};
      PILLION_CHECK(query.sink->row(std::span(&cell, 1)));
    }
    return std::vector<Notice>{};
  }
  Status may_go_on() override { return going_on; }
  Status going_on;

 private:
  const std::vector<ResultColumn> kColumns = {{.name = "n", .type = 23}};
};

// Keeps the types of the messages that were sent.
class Listener final : public Outlet {
 public:
  std::string types;
  std::string bytes;
  std::size_t most_at_once = 0;

  Status send(std::string& sent) override {
    bytes += sent;
    most_at_once = std::max(most_at_once, sent.size());
    for (std::size_t at = 0; at < sent.size();) {
      types += sent[at];
      std::size_t size = 0;
      for (std::size_t i = 1; i <= 4; ++i)
        size = size << 8U | static_cast<unsigned char>(sent[at + i]);
      at += 1 + size;
    }
    sent.clear();
    return {};
  }
  std::size_t room = kMostUnsent;
  std::size_t room_for_row() const override { return room; }
  bool reads = true;
  Result<bool> wait_for_room(std::optional<std::chrono::milliseconds> limit) override {
    if (!reads && limit) std::this_thread::sleep_for(*limit);
    return reads || !limit;
  }
};

struct Scene {
  explicit Scene(ConversationLimits limits = {})
      : kept(limits.max_stored, &whole), conversation(rider, listener, limits, kept) {}

  PlayedRider rider;
  Listener listener;
  Budget whole{std::size_t{256} << 20U};
  Budget kept;
  Conversation conversation;

  Scene& say(const wire::FrontendMessage& message) {
    BOOST_REQUIRE(conversation.handle(message));
    return *this;
  }
  std::string heard() {
    listener.bytes.clear();
    return std::exchange(listener.types, "");
  }
};

wire::Bind bind(std::string_view portal, std::string_view statement) {
  return {.portal = portal, .statement = statement};
}

constexpr wire::Describe kPortal = {.target = wire::Target::kPortal};

}  // namespace

BOOST_AUTO_TEST_SUITE(conversation)

BOOST_AUTO_TEST_CASE(a_simple_query) {
  Scene scene;
  BOOST_TEST(scene.say(wire::SimpleQuery{"rows 2"}).heard() == "TDDCZ");
  BOOST_TEST(scene.say(wire::SimpleQuery{"rows 1; rows 0"}).heard() == "TDCTCZ");
  BOOST_TEST(scene.say(wire::SimpleQuery{" ; "}).heard() == "IZ");
}

BOOST_AUTO_TEST_CASE(an_error_ends_a_simple_query) {
  Scene scene;
  BOOST_TEST(scene.say(wire::SimpleQuery{"rows 1; broken 1; rows 1"}).heard() == "TDCEZ");
  BOOST_TEST(scene.rider.ran.size() == 2U);
  BOOST_TEST(scene.say(wire::SimpleQuery{"rows 1"}).heard() == "TDCZ");
}

BOOST_AUTO_TEST_CASE(the_extended_protocol_runs_a_statement_once) {
  Scene scene;
  scene.say(wire::Parse{.text = "rows 3"}).say(bind("", "")).say(kPortal).say(wire::Execute{});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "12TDDDCZ");
  BOOST_TEST(scene.rider.ran.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_describe_without_execute_runs_nothing) {
  Scene scene;
  scene.say(wire::Parse{.text = "rows 3", .types = {23}}).say(bind("", "")).say(kPortal);
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "12TZ");
  scene.say(wire::Describe{.target = wire::Target::kStatement});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "tTZ");
  BOOST_TEST(scene.rider.ran.empty());
}

BOOST_AUTO_TEST_CASE(after_an_error_all_is_skipped_until_sync) {
  Scene scene;
  scene.say(wire::Parse{.text = "refused 1"}).say(bind("", "")).say(wire::Execute{});
  BOOST_TEST(scene.heard() == "E");
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "Z");
  scene.say(wire::Execute{.portal = "none"});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "EZ");
  BOOST_TEST(scene.rider.ran.empty());
}

BOOST_AUTO_TEST_CASE(a_portal_is_read_by_pages) {
  Scene scene;
  scene.say(wire::SimpleQuery{"BEGIN"}).heard();
  scene.say(wire::Parse{.text = "rows 5"}).say(bind("p", ""));
  const wire::Execute page{.portal = "p", .max_rows = 2};
  BOOST_TEST(scene.say(page).say(wire::Sync{}).heard() == "12DDsZ");
  BOOST_TEST(scene.say(page).say(wire::Sync{}).heard() == "DDsZ");
  BOOST_TEST(scene.say(page).say(wire::Sync{}).heard() == "DCZ");
  BOOST_TEST(scene.rider.ran.size() == 1U);
  scene.say(wire::SimpleQuery{"COMMIT"}).heard();
  BOOST_TEST(scene.say(page).say(wire::Sync{}).heard() == "EZ");
}

BOOST_AUTO_TEST_CASE(the_clients_transaction_is_its_own) {
  Scene scene;
  scene.say(wire::SimpleQuery{"BEGIN"});
  BOOST_TEST(scene.listener.bytes.back() == 'T');
  BOOST_TEST(scene.heard() == "NCZ");
  scene.say(wire::SimpleQuery{"broken 1"});
  BOOST_TEST(scene.listener.bytes.back() == 'T');
  scene.say(wire::SimpleQuery{"ROLLBACK"});
  BOOST_TEST(scene.listener.bytes.back() == 'I');
  BOOST_TEST(scene.rider.ran.size() == 1U);
}

// The client hears what the host's session reports, and what changes of it, but for its own.
BOOST_AUTO_TEST_CASE(what_the_host_reports_is_passed_on) {
  Scene scene;
  const auto tell = [&scene](std::vector<Setting> settings) {
    scene.rider.session.reported =
        std::make_shared<const std::vector<Setting>>(std::move(settings));
  };
  tell({{"TimeZone", "UTC"}, {"application_name", "shop"}, {"client_encoding", "LATIN1"}});
  BOOST_REQUIRE(scene.conversation.greet(1, 2, {{"pillion.host_state", "idle"}}));
  BOOST_TEST(scene.listener.bytes.find("shop") == std::string::npos);
  BOOST_TEST(scene.listener.bytes.find("LATIN1") == std::string::npos);
  BOOST_TEST(scene.heard() == "RSSSSSSKSZ");
  BOOST_TEST(scene.rider.ran.empty());
  tell({{"TimeZone", "Asia/Tokyo"}});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "SZ");
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "Z");
}

BOOST_AUTO_TEST_CASE(settings_are_told_back) {
  Scene scene;
  BOOST_TEST(scene.say(wire::SimpleQuery{"SET application_name = 'me'"}).heard() == "SCZ");
  scene.say(wire::SimpleQuery{"SHOW application_name"});
  BOOST_TEST(scene.listener.bytes.find("me") != std::string::npos);
  BOOST_TEST(scene.heard() == "TDCZ");
  BOOST_TEST(scene.say(wire::SimpleQuery{"SET work_mem = '1GB'"}).heard() == "EZ");
  BOOST_TEST(scene.say(wire::SimpleQuery{"SET lock_timeout = 5"}).heard() == "NCZ");
  BOOST_TEST(scene.rider.ran.empty());
}

BOOST_AUTO_TEST_CASE(limits) {
  Scene few({.max_rows = 3});
  BOOST_TEST(few.say(wire::SimpleQuery{"rows 3"}).heard() == "TDDDCZ");
  BOOST_TEST(few.say(wire::SimpleQuery{"rows 4"}).heard() == "TDDDEZ");
  few.say(wire::Parse{.text = "rows 4"}).say(bind("", "")).say(wire::Execute{.max_rows = 2});
  BOOST_TEST(few.say(wire::Sync{}).heard() == "12EZ");
  Scene small({.max_stored = 50, .max_statements = 2});
  small.say(wire::Parse{.text = "rows 100"}).say(bind("p", "")).say(wire::Execute{"p", 2});
  BOOST_TEST(small.say(wire::Sync{}).heard() == "12EZ");
  for (const char* const name : {"a", "b", "c"})
    small.say(wire::Parse{.statement = name, .text = "rows 1"});
  BOOST_TEST(small.say(wire::Sync{}).heard() == "1EZ");
}

// A little is always left to each client.
BOOST_AUTO_TEST_CASE(what_is_kept_for_all_clients_is_limited) {
  Scene scene;
  const HeldBytes others(scene.whole, std::size_t{256} << 20U);
  scene.say(wire::Parse{.text = "rows 100000"}).say(bind("p", "")).say(wire::Execute{"p", 2});
  scene.say(wire::Sync{});
  BOOST_TEST(scene.listener.bytes.find("C53200") != std::string::npos);
  BOOST_TEST(scene.heard() == "12EZ");
  scene.say(wire::Parse{.text = "rows 100"}).say(bind("q", "")).say(wire::Execute{"q", 2});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "12DDsZ");
  scene.say(wire::Parse{.text = "rows 0 --" + std::string(2'000'000, 'x')});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "EZ");
  scene.listener.room = 5;
  scene.say(wire::SimpleQuery{"rows 1"});
  BOOST_TEST(scene.listener.bytes.find("C53200") != std::string::npos);
  BOOST_TEST(scene.heard() == "TEZ");
}

// As any other result does.
BOOST_AUTO_TEST_CASE(what_is_left_of_a_portal_goes_out_in_pieces) {
  constexpr std::size_t kRows = 100'000;
  Scene scene;
  scene.say(wire::Parse{.text = "rows 100000"}).say(bind("p", "")).say(wire::Execute{"p", 1});
  BOOST_TEST(scene.heard() == "");
  scene.say(wire::Flush{});
  BOOST_TEST(scene.heard() == "12Ds");
  const std::size_t stored = (std::size_t{256} << 20U) - scene.whole.left();
  BOOST_TEST(stored > kRows * 12);
  BOOST_TEST(stored < kRows * 12 * 11 / 10);
  scene.say(wire::Execute{"p", 90'000}).say(wire::Flush{});
  BOOST_TEST(scene.heard() == std::string(90'000, 'D') + "s");
  BOOST_TEST(scene.listener.most_at_once < 200'000U);
  BOOST_TEST((std::size_t{256} << 20U) - scene.whole.left() < stored / 4);
  scene.say(wire::Execute{"p", 0}).say(wire::Sync{});
  BOOST_TEST(scene.heard() == std::string(kRows - 90'001, 'D') + "CZ");
}

// For one that does not read while the share keeps as much as it may, the host waits no longer.
BOOST_AUTO_TEST_CASE(a_stall_is_short_where_there_is_no_memory_for_it) {
  Scene scene;
  scene.listener.reads = false;
  scene.listener.room = kAlwaysKept;
  const auto begin = std::chrono::steady_clock::now();
  scene.say(wire::SimpleQuery{"rows 100000"});
  BOOST_TEST((std::chrono::steady_clock::now() - begin < std::chrono::seconds(4)));
  BOOST_TEST(scene.listener.bytes.find("C53200") != std::string::npos);
}

// Texts that were read word by word are remembered for the next time, and counted as well.
BOOST_AUTO_TEST_CASE(remembered_texts_are_counted) {
  const std::string comment = "--" + std::string(91, 'x');
  const std::string text = comment + "\nrows 1";  // 100 bytes
  Scene scene({.max_stored = 350});
  BOOST_TEST(scene.say(wire::Parse{.text = text}).say(wire::Sync{}).heard() == "1Z");
  BOOST_TEST(scene.say(wire::Parse{.text = "rows 1"}).say(wire::Sync{}).heard() == "1Z");
  const std::string longer = text + std::string(60, ' ');
  BOOST_TEST(scene.say(wire::Parse{.text = longer}).say(wire::Sync{}).heard() == "EZ");
  BOOST_TEST(scene.say(wire::Parse{.text = text}).say(wire::Sync{}).heard() == "1Z");
}

// As it came, and as it is sent.
BOOST_AUTO_TEST_CASE(a_statement_is_counted_twice) {
  Scene scene;
  const std::string text = "rows 1 --" + std::string(100'000, 'x');
  scene.say(wire::Parse{.statement = "s", .text = text}).heard();
  BOOST_TEST((std::size_t{256} << 20U) - scene.whole.left() >= 200'000U);
  scene.say(wire::Close{.target = wire::Target::kStatement, .name = "s"});
  BOOST_TEST(scene.whole.left() == std::size_t{256} << 20U);
}

// Names, types and values that are NULL are as much as texts and values.
BOOST_AUTO_TEST_CASE(all_that_a_message_leaves_is_counted) {
  Scene names({.max_stored = 1000});
  const std::string name(1000, 'n');
  BOOST_TEST(names.say(wire::Parse{.statement = name, .text = "rows 1"}).heard() == "E");
  Scene types({.max_stored = 1000});
  types.say(wire::Parse{.text = "rows 1", .types = std::vector<Oid>(250, 23)});
  BOOST_TEST(types.heard() == "E");
  Scene nulls({.max_stored = 1000});
  nulls.say(wire::Parse{.text = "rows 1"});
  nulls.say(wire::Bind{.values = {50, std::nullopt}}).say(wire::Sync{});
  BOOST_TEST(nulls.heard() == "1EZ");
  nulls.say(wire::Bind{.portal = name}).say(wire::Sync{});
  BOOST_TEST(nulls.heard() == "EZ");
}

// Replies go out between the statements of one query.
BOOST_AUTO_TEST_CASE(replies_of_one_query_do_not_pile_up) {
  Scene scene;
  const std::string name(60'000, 'x');
  scene.say(wire::SimpleQuery{"SET application_name = '" + name + "'"}).heard();
  std::string shows;
  for (int i = 0; i < 50; ++i) shows += "SHOW application_name;";
  scene.listener.most_at_once = 0;
  scene.say(wire::SimpleQuery{shows});
  BOOST_TEST(scene.listener.most_at_once < 200'000U);
}

// However rows fall into what is sent at once.
BOOST_AUTO_TEST_CASE(a_limit_of_rows_at_the_edge_of_what_is_sent) {
  constexpr std::int64_t kFilling = (std::int64_t{64} << 10U) / 12;  // a row has 12 bytes
  for (std::int64_t most = kFilling - 4; most <= kFilling + 2; ++most) {
    Scene scene({.max_rows = most});
    const std::string all(static_cast<std::size_t>(most), 'D');
    const std::string allowed = "rows " + std::to_string(most);
    scene.say(wire::SimpleQuery{allowed});
    BOOST_TEST(scene.heard() == "T" + all + "CZ");
    const std::string more = "rows " + std::to_string(most + 1);
    scene.say(wire::SimpleQuery{more});
    BOOST_TEST(scene.heard() == "T" + all + "EZ");
  }
}

BOOST_AUTO_TEST_CASE(prepared_statements_go_as_they_are_told_to) {
  Scene scene;
  scene.say(wire::Parse{.statement = "s", .text = "rows 1"});
  scene.say(wire::Parse{.statement = "s", .text = "rows 1"});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "1EZ");
  scene.say(wire::Close{.target = wire::Target::kStatement, .name = "s"});
  BOOST_TEST(scene.say(wire::Sync{}).heard() == "3Z");
  BOOST_TEST(scene.say(bind("", "s")).say(wire::Sync{}).heard() == "EZ");
  BOOST_TEST(scene.say(wire::SimpleQuery{"DEALLOCATE ALL"}).heard() == "CZ");
  BOOST_TEST(scene.say(wire::SimpleQuery{"DISCARD ALL"}).heard() == "CZ");
}

BOOST_AUTO_TEST_SUITE_END()
