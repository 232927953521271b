"""The interpreter's state of a thread that libpillion.so starts for a guest of a share."""

from __future__ import annotations

import ctypes
import os
import threading

from .library import ThreadCallback

_LOCKED = 0  # PyGILState_LOCKED: its callback gives the interpreter's lock back
_kept: set[int] = set()  # the threads whose state is kept


def _keep(_context: int | None) -> None:
    ctypes.pythonapi.PyGILState_Ensure()
    _kept.add(threading.get_ident())


def _drop(_context: int | None) -> None:
    if threading.get_ident() in _kept:
        _kept.remove(threading.get_ident())
        ctypes.pythonapi.PyGILState_Release(_LOCKED)


# A thread of the library's own has a state of this interpreter for the time of a callback alone. To
# make and drop it takes longer than the callback: memory is unmapped, and all processors are told.
# So it is kept, by one Ensure more than the callback's own, until the thread ends.
keep_thread_state = ThreadCallback(_keep)
drop_thread_state = ThreadCallback(_drop)
os.register_at_fork(after_in_child=_kept.clear)
