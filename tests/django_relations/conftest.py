# Django's own runner runs these: test_suite.py starts it.
collect_ignore = ["project", "library", "places", "ledger", "social"]
