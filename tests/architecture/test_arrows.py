"""The include arrows hold, and the test that says so can fail."""

import arrows


def test_every_include_follows_the_arrows():
    assert arrows.violations() == []


def test_every_source_folder_is_covered():
    for folder in arrows.ARROWS:
        assert arrows.sources(folder), f"{folder}/ has no sources"
    build = (arrows.ROOT / "CMakeLists.txt").read_text()
    for folder in arrows.ARROWS:
        assert folder in build


def test_a_wrong_arrow_is_found():
    assert arrows._judge("core", set(), '"', "session/lease.h")
    assert arrows._judge("guest", arrows.ARROWS["guest"], "<", "libpq-fe.h")
    assert arrows._judge("driver", arrows.ARROWS["driver"], '"', "lease.h")
    assert arrows._judge("driver", arrows.ARROWS["driver"], "<", "sql.h") is None
    assert arrows._judge("driver", arrows.ARROWS["driver"], '"', "guest/guest.h") is None
