"""The threads of a share in a Python host."""

from __future__ import annotations

import ctypes
import time

import psycopg


def _thread_states() -> int:
    api = ctypes.pythonapi
    for name in ("PyInterpreterState_Main", "PyInterpreterState_ThreadHead", "PyThreadState_Next"):
        getattr(api, name).restype = ctypes.c_void_p
    state = api.PyInterpreterState_ThreadHead(ctypes.c_void_p(api.PyInterpreterState_Main()))
    count = 0
    while state:
        count += 1
        state = api.PyThreadState_Next(ctypes.c_void_p(state))
    return count


def _comes_to(count: int) -> bool:
    for _ in range(250):
        if _thread_states() == count:
            return True
        time.sleep(0.02)
    return False


def test_a_guest_has_one_state_of_the_interpreter_for_as_long_as_it_stays(share):
    before = _thread_states()
    for _ in range(3):
        with psycopg.connect(share.conninfo, autocommit=True) as guest:
            for _ in range(5):
                assert guest.execute("SELECT count(*) FROM share_book").fetchone() == (3,)
                assert _thread_states() == before + 1
        assert _comes_to(before)


def test_guests_that_stay_until_the_share_ends_leave_no_state(lease):
    before = _thread_states()
    with lease.share("left") as share:
        guests = [psycopg.connect(share.conninfo, autocommit=True) for _ in range(4)]
        for guest in guests:
            guest.execute("SELECT 1")
        assert _thread_states() == before + 4
    assert _thread_states() == before
    for guest in guests:
        guest.close()
