# Django's own runner runs these: test_django_relations.py starts it.
collect_ignore = ["project", "library", "places", "ledger", "social"]
