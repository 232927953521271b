"""What lending can fail with. What a guest's statement fails with is its ODBC client's to raise."""


class Error(Exception):
    """The base of all errors of this package."""


class LibraryError(Error):
    """libpillion.so, or the libpq that made the connection, was not found or does not fit."""


class ShareError(Error):
    """The share could not be opened: its name is taken, or its directory is not safe."""


class SchemaError(Error):
    """The schema cannot be read now: the host's transaction has failed, say."""


class ConnectionClosedError(Error):
    """The connection is not open, so there is nothing to lend."""
