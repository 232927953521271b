#include "session/guard.h"

#include "session/passage.h"

namespace pillion {

Result<GuardReply> run_guarded(const GuardConnection& connection, Lease::Use& use,
                               const GuardedStatement& statement) {
  PILLION_TRY(frame, choose_frame(*connection.libpq, connection.connection));
  return Passage(connection, use, statement, *frame, connection.restore_apart).run();
}

}  // namespace pillion
