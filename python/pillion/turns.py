"""What libpillion.so calls before and after each guest statement, safe against signals.

Python runs signal handlers in the main thread as soon as it runs any bytecode there. A Ctrl-C
during a long guest statement is therefore noticed by the first bytecode of the `leave` callback:
KeyboardInterrupt would be raised before a function's first line, no `try` could catch it, and
the host's lock would stay taken for ever. A generator that is resumed by its C method `send` is
inside its own `try` from the first bytecode on. So the callbacks are a generator, and what a
signal raises there is raised again once the guest's call has returned.
"""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections.abc import Generator
from types import FrameType
from typing import Any, Callable

from .host import Host
from .library import EBUSY, ECONNECTION, OK, EnterCallback, LeaveCallback


class Turns:
    """The `enter` and `leave` of one lease, which the library calls strictly in turn."""

    def __init__(self, host: Host, held: Callable[[], bool] | None = None) -> None:
        turns = _turns(host, held)
        next(turns)
        self.enter = EnterCallback(turns.send)
        self.leave = LeaveCallback(turns.send)


def _turns(host: Host, held: Callable[[], bool] | None) -> Generator[int, Any, None]:
    answer = OK
    while True:
        try:
            while True:
                arguments = yield answer
                answer = host.enter(arguments.timeout_ms)
                if answer == OK and held is not None and not held():
                    host.leave()
                    answer = ECONNECTION
                if answer == OK:
                    leave = host.leave
                    try:
                        yield OK
                    except GeneratorExit:
                        # Dropped while a thread rides that is not here: in a forked child, or as
                        # the interpreter ends. The lock is that thread's, the connection its own.
                        leave = _stay
                        raise
                    finally:
                        leave()
        except GeneratorExit:
            return
        except Exception as error:
            answer = ECONNECTION
            _raise_again(error)
        except BaseException as error:
            answer = EBUSY
            _raise_again(error)


def _stay() -> None:
    pass


def _raise_again(error: BaseException) -> None:
    """Once the main thread is out of the callback, where ctypes would swallow it."""
    if threading.current_thread() is threading.main_thread():  # else it is no signal's
        threading.Thread(target=_raise_in_main_thread, args=(type(error),), daemon=True).start()


def _raise_in_main_thread(exception: type[BaseException]) -> None:
    main = threading.main_thread().ident or 0
    while _is_here(sys._current_frames().get(main)):
        time.sleep(0.001)
    ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(main), ctypes.py_object(exception))


def _is_here(frame: FrameType | None) -> bool:
    while frame is not None:
        if frame.f_code.co_filename == __file__:
            return True
        frame = frame.f_back
    return False
