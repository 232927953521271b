import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import manage  # noqa: E402, F401  it finds the bookshop's models
from django.core.wsgi import get_wsgi_application  # noqa: E402

application = get_wsgi_application()
