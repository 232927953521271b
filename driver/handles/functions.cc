#include "driver/handles/functions.h"

#include <array>

namespace pillion {
namespace {

constexpr std::array kFunctions = std::to_array<FunctionRow>({
    {.id = SQL_API_SQLALLOCHANDLE, .name = "SQLAllocHandle"},
    {.id = SQL_API_SQLBINDCOL, .name = "SQLBindCol"},
    {.id = SQL_API_SQLBINDPARAMETER, .name = "SQLBindParameter"},
    {.id = SQL_API_SQLBROWSECONNECT, .name = "SQLBrowseConnect", .has_wide = true},
    {.id = SQL_API_SQLBULKOPERATIONS, .name = "SQLBulkOperations"},
    {.id = SQL_API_SQLCANCEL, .name = "SQLCancel"},
    {.id = SQL_API_SQLCANCELHANDLE, .name = "SQLCancelHandle"},
    {.id = SQL_API_SQLCLOSECURSOR, .name = "SQLCloseCursor"},
    {.id = SQL_API_SQLCOLATTRIBUTE, .name = "SQLColAttribute", .has_wide = true},
    {.id = SQL_API_SQLCOLUMNPRIVILEGES, .name = "SQLColumnPrivileges", .has_wide = true},
    {.id = SQL_API_SQLCOLUMNS, .name = "SQLColumns", .has_wide = true},
    {.id = SQL_API_SQLCONNECT, .name = "SQLConnect", .has_wide = true},
    {.id = SQL_API_SQLCOPYDESC, .name = "SQLCopyDesc"},
    {.id = SQL_API_SQLDESCRIBECOL, .name = "SQLDescribeCol", .has_wide = true},
    {.id = SQL_API_SQLDESCRIBEPARAM, .name = "SQLDescribeParam"},
    {.id = SQL_API_SQLDISCONNECT, .name = "SQLDisconnect"},
    {.id = SQL_API_SQLDRIVERCONNECT, .name = "SQLDriverConnect", .has_wide = true},
    {.id = SQL_API_SQLENDTRAN, .name = "SQLEndTran"},
    {.id = SQL_API_SQLEXECDIRECT, .name = "SQLExecDirect", .has_wide = true},
    {.id = SQL_API_SQLEXECUTE, .name = "SQLExecute"},
    {.id = SQL_API_SQLEXTENDEDFETCH, .name = "SQLExtendedFetch"},
    {.id = SQL_API_SQLFETCH, .name = "SQLFetch"},
    {.id = SQL_API_SQLFETCHSCROLL, .name = "SQLFetchScroll"},
    {.id = SQL_API_SQLFOREIGNKEYS, .name = "SQLForeignKeys", .has_wide = true},
    {.id = SQL_API_SQLFREEHANDLE, .name = "SQLFreeHandle"},
    {.id = SQL_API_SQLFREESTMT, .name = "SQLFreeStmt"},
    {.id = SQL_API_SQLGETCONNECTATTR, .name = "SQLGetConnectAttr", .has_wide = true},
    {.id = SQL_API_SQLGETCURSORNAME, .name = "SQLGetCursorName", .has_wide = true},
    {.id = SQL_API_SQLGETDATA, .name = "SQLGetData"},
    {.id = SQL_API_SQLGETDESCFIELD, .name = "SQLGetDescField", .has_wide = true},
    {.id = SQL_API_SQLGETDESCREC, .name = "SQLGetDescRec", .has_wide = true},
    {.id = SQL_API_SQLGETDIAGFIELD, .name = "SQLGetDiagField", .has_wide = true},
    {.id = SQL_API_SQLGETDIAGREC, .name = "SQLGetDiagRec", .has_wide = true},
    {.id = SQL_API_SQLGETENVATTR, .name = "SQLGetEnvAttr"},
    {.id = SQL_API_SQLGETFUNCTIONS, .name = "SQLGetFunctions"},
    {.id = SQL_API_SQLGETINFO, .name = "SQLGetInfo", .has_wide = true},
    {.id = SQL_API_SQLGETSTMTATTR, .name = "SQLGetStmtAttr", .has_wide = true},
    {.id = SQL_API_SQLGETTYPEINFO, .name = "SQLGetTypeInfo", .has_wide = true},
    {.id = SQL_API_SQLMORERESULTS, .name = "SQLMoreResults"},
    {.id = SQL_API_SQLNATIVESQL, .name = "SQLNativeSql", .has_wide = true},
    {.id = SQL_API_SQLNUMPARAMS, .name = "SQLNumParams"},
    {.id = SQL_API_SQLNUMRESULTCOLS, .name = "SQLNumResultCols"},
    {.id = SQL_API_SQLPARAMDATA, .name = "SQLParamData"},
    {.id = SQL_API_SQLPREPARE, .name = "SQLPrepare", .has_wide = true},
    {.id = SQL_API_SQLPRIMARYKEYS, .name = "SQLPrimaryKeys", .has_wide = true},
    {.id = SQL_API_SQLPROCEDURECOLUMNS, .name = "SQLProcedureColumns", .has_wide = true},
    {.id = SQL_API_SQLPROCEDURES, .name = "SQLProcedures", .has_wide = true},
    {.id = SQL_API_SQLPUTDATA, .name = "SQLPutData"},
    {.id = SQL_API_SQLROWCOUNT, .name = "SQLRowCount"},
    {.id = SQL_API_SQLSETCONNECTATTR, .name = "SQLSetConnectAttr", .has_wide = true},
    {.id = SQL_API_SQLSETCURSORNAME, .name = "SQLSetCursorName", .has_wide = true},
    {.id = SQL_API_SQLSETDESCFIELD, .name = "SQLSetDescField", .has_wide = true},
    {.id = SQL_API_SQLSETDESCREC, .name = "SQLSetDescRec"},
    {.id = SQL_API_SQLSETENVATTR, .name = "SQLSetEnvAttr"},
    {.id = SQL_API_SQLSETPOS, .name = "SQLSetPos"},
    {.id = SQL_API_SQLSETSTMTATTR, .name = "SQLSetStmtAttr", .has_wide = true},
    {.id = SQL_API_SQLSPECIALCOLUMNS, .name = "SQLSpecialColumns", .has_wide = true},
    {.id = SQL_API_SQLSTATISTICS, .name = "SQLStatistics", .has_wide = true},
    {.id = SQL_API_SQLTABLEPRIVILEGES, .name = "SQLTablePrivileges", .has_wide = true},
    {.id = SQL_API_SQLTABLES, .name = "SQLTables", .has_wide = true},
});

}  // namespace

std::span<const FunctionRow> all_functions() {
  return kFunctions;
}

}  // namespace pillion
