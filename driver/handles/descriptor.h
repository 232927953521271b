// Descriptors: what is bound (application row and parameter descriptors) and what is described
// (implementation row and parameter descriptors). The fields have the specification's names.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/session.h"
#include "core/type.h"
#include "driver/handles/handle.h"

namespace pillion {

enum class DescriptorRole : std::uint8_t {
  kApplication,  // allocated by the application: rows or parameters
  kAppRow,
  kAppParameter,
  kImpRow,
  kImpParameter,
};

struct DescriptorRecord {
  SQLSMALLINT type = SQL_C_DEFAULT;  // verbose: SQL_DATETIME, SQL_INTERVAL
  SQLSMALLINT concise_type = SQL_C_DEFAULT;
  SQLSMALLINT datetime_interval_code = 0;
  SQLINTEGER datetime_interval_precision = 0;
  SQLULEN length = 0;       // characters of text, bytes of binary
  SQLLEN octet_length = 0;  // bytes
  SQLSMALLINT precision = 0;
  SQLSMALLINT scale = 0;
  SQLPOINTER data_ptr = nullptr;
  SQLLEN* octet_length_ptr = nullptr;
  SQLLEN* indicator_ptr = nullptr;
  SQLSMALLINT parameter_type = SQL_PARAM_INPUT;
  bool scale_is_set = false;  // by the application

  // What only an implementation descriptor tells.
  std::string name, type_name, literal_prefix, literal_suffix;
  std::string schema_name, table_name, column_name;
  SQLLEN display_size = 0;
  SQLINTEGER num_prec_radix = 0;
  SQLSMALLINT nullable = SQL_NULLABLE_UNKNOWN;
  SQLSMALLINT searchable = SQL_PRED_SEARCHABLE;
  bool is_unsigned = false;
  bool case_sensitive = false;
  bool fixed_prec_scale = false;
  bool unnamed = false;
  bool size_is_open = false;  // the longest value of the result is the size
  bool is_measured = false;

  bool is_bound() const { return data_ptr != nullptr || octet_length_ptr != nullptr; }
};

class Descriptor : public Handle {
 public:
  static constexpr HandleKind kKind = HandleKind::kDescriptor;
  explicit Descriptor(DescriptorRole role) : role_(role) {}

  DescriptorRole role() const { return role_; }
  bool is_implementation() const {
    return role_ == DescriptorRole::kImpRow || role_ == DescriptorRole::kImpParameter;
  }
  // Records count from 1; 0 is the bookmark. Grows where there is none yet.
  DescriptorRecord& record(SQLSMALLINT number);
  const DescriptorRecord* find(SQLSMALLINT number) const;
  SQLSMALLINT count() const { return static_cast<SQLSMALLINT>(records_.size() - 1); }
  void set_count(SQLSMALLINT count);
  void touch() { ++version; }
  // Replaces the records of an implementation descriptor. `result` is what columns without a limit
  // of their own are measured by; nullptr: they keep the size that the type table tells.
  void describe(std::vector<DescriptorRecord> records, std::shared_ptr<const ResultSet> result);
  // The record with its size known. Reads the result once, at the first question.
  const DescriptorRecord* find_measured(SQLSMALLINT number);
  // Everything that SQLCopyDesc copies.
  void copy_from(Descriptor& source);

  // Header fields.
  SQLULEN array_size = 1;
  SQLUSMALLINT* array_status_ptr = nullptr;
  SQLLEN* bind_offset_ptr = nullptr;
  SQLULEN bind_type = SQL_BIND_BY_COLUMN;
  SQLULEN* rows_processed_ptr = nullptr;

  std::uint64_t version = 1;               // changes with the descriptor
  bool freed = false;                      // by the application, while a statement still uses it
  std::weak_ptr<class Connection> parent;  // of a descriptor that the application allocated
  Slot* owner = nullptr;  // of an implicit descriptor: the statement that allocated it

 private:
  DescriptorRole role_;
  std::vector<DescriptorRecord> records_ = std::vector<DescriptorRecord>(1);
  std::shared_ptr<const ResultSet> result_;
};

// Sets the three type fields that belong together.
void set_concise_type(DescriptorRecord& record, SQLSMALLINT concise_type);
void set_verbose_type(DescriptorRecord& record, SQLSMALLINT type, SQLSMALLINT code);

// The record of a column of a result.
DescriptorRecord describe_column(const ResultColumn& column, const TypeOptions& options);
// The record of a parameter that the server described.
DescriptorRecord describe_parameter(Oid type, const TypeOptions& options);
// The size of the longest value, for a column that has no limit of its own, and the room it takes.
void measure_column(const ResultSet& result, int column, DescriptorRecord& record);

// ODBC 2's codes for date and time, for applications that are written for it.
SQLSMALLINT to_odbc2_type(SQLSMALLINT concise_type);

}  // namespace pillion
