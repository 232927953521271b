// Chapter "Setting and retrieving driver attributes": of environments, connections, statements.
#include "driver/api/entry.h"
#include "driver/api/text.h"
#include "driver/handles/connection_attributes.h"
#include "driver/handles/environment_attributes.h"
#include "driver/handles/statement.h"

namespace pillion {
namespace {

template <OdbcChar Char>
SQLRETURN set_connection_attribute(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                                   SQLINTEGER length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_TRY(row, find_connection_attribute(attribute));
    if (row->width == 0) {
      const SQLINTEGER characters =
          length < 0 ? length : length / static_cast<SQLINTEGER>(sizeof(Char));
      PILLION_TRY(text, text_argument(static_cast<const Char*>(value), characters));
      return finish(set_current_catalog(c, text));
    }
    if (row->set == nullptr) return fail("HY092", std::string(row->name) + " cannot be set.");
    return finish(row->set(c, reinterpret_cast<SQLULEN>(value)));
  });
}

template <OdbcChar Char>
SQLRETURN get_connection_attribute(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                                   SQLINTEGER capacity, SQLINTEGER* length) {
  return entry<Connection>(handle, [&](Connection& c) -> Outcome {
    PILLION_TRY(row, find_connection_attribute(attribute));
    if (row->get_text != nullptr) {
      PILLION_TRY(text, row->get_text(c));
      if (!return_text<LengthIn::kBytes>(text, static_cast<Char*>(value), capacity, length))
        warn_truncated(c.diagnostics);
      return success();
    }
    if (row->get == nullptr) return fail("HY092", std::string(row->name) + " cannot be asked.");
    PILLION_TRY(number, row->get(c));
    if (value != nullptr) std::memcpy(value, &number, row->width);  // little-endian
    if (length != nullptr) *length = static_cast<SQLINTEGER>(row->width);
    return success();
  });
}

Outcome set_environment_attribute(Environment& e, SQLINTEGER attribute, SQLPOINTER value) {
  PILLION_TRY(row, find_environment_attribute(attribute));
  return finish(row->set(e, static_cast<SQLINTEGER>(reinterpret_cast<SQLLEN>(value))));
}

Outcome get_environment_attribute(const Environment& e, SQLINTEGER attribute, SQLPOINTER value,
                                  SQLINTEGER* length) {
  PILLION_TRY(row, find_environment_attribute(attribute));
  const SQLINTEGER number = row->get(e);
  if (value != nullptr) std::memcpy(value, &number, sizeof(number));
  if (length != nullptr) *length = sizeof(number);
  return success();
}

}  // namespace
}  // namespace pillion

using namespace pillion;

extern "C" {

SQLRETURN SQL_API SQLSetEnvAttr(SQLHENV handle, SQLINTEGER attribute, SQLPOINTER value,
                                SQLINTEGER) {
  return entry<Environment>(
      handle, [&](Environment& e) { return set_environment_attribute(e, attribute, value); });
}

SQLRETURN SQL_API SQLGetEnvAttr(SQLHENV handle, SQLINTEGER attribute, SQLPOINTER value, SQLINTEGER,
                                SQLINTEGER* length) {
  return entry<Environment>(handle, [&](Environment& e) {
    return get_environment_attribute(e, attribute, value, length);
  });
}

SQLRETURN SQL_API SQLSetConnectAttr(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                                    SQLINTEGER length) {
  return set_connection_attribute<SQLCHAR>(handle, attribute, value, length);
}

SQLRETURN SQL_API SQLSetConnectAttrW(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                                     SQLINTEGER length) {
  return set_connection_attribute<SQLWCHAR>(handle, attribute, value, length);
}

SQLRETURN SQL_API SQLGetConnectAttr(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                                    SQLINTEGER capacity, SQLINTEGER* length) {
  return get_connection_attribute<SQLCHAR>(handle, attribute, value, capacity, length);
}

SQLRETURN SQL_API SQLGetConnectAttrW(SQLHDBC handle, SQLINTEGER attribute, SQLPOINTER value,
                                     SQLINTEGER capacity, SQLINTEGER* length) {
  return get_connection_attribute<SQLWCHAR>(handle, attribute, value, capacity, length);
}

SQLRETURN SQL_API SQLSetStmtAttr(SQLHSTMT handle, SQLINTEGER attribute, SQLPOINTER value,
                                 SQLINTEGER) {
  return entry<Statement>(handle, [&](Statement& s) { return s.set_attribute(attribute, value); });
}

SQLRETURN SQL_API SQLSetStmtAttrW(SQLHSTMT handle, SQLINTEGER attribute, SQLPOINTER value,
                                  SQLINTEGER) {
  return entry<Statement>(handle, [&](Statement& s) { return s.set_attribute(attribute, value); });
}

SQLRETURN SQL_API SQLGetStmtAttr(SQLHSTMT handle, SQLINTEGER attribute, SQLPOINTER value,
                                 SQLINTEGER, SQLINTEGER* length) {
  return entry<Statement>(handle,
                          [&](Statement& s) { return s.get_attribute(attribute, value, length); });
}

SQLRETURN SQL_API SQLGetStmtAttrW(SQLHSTMT handle, SQLINTEGER attribute, SQLPOINTER value,
                                  SQLINTEGER, SQLINTEGER* length) {
  return entry<Statement>(handle,
                          [&](Statement& s) { return s.get_attribute(attribute, value, length); });
}

}  // extern "C"
