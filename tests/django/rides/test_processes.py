"""fork: before and after the connection opened; prefork servers; autoreload."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request
from pathlib import Path

import pyodbc
from django.db import InterfaceError, connection, connections
from django.test import TransactionTestCase
from pillion.django import live
from pillion.django.riding import ride_of

from .shelf import guest_pid, host_pid

MANAGE = Path(__file__).resolve().parents[1] / "manage.py"


def in_child(function):
    """Forks; returns what the function returns there, as JSON carries it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.write(writer, json.dumps(function()).encode())
        except BaseException as error:
            os.write(writer, json.dumps(repr(error)).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    return json.loads(said)


class Fork(TransactionTestCase):
    def test_before_the_connection_opened(self):
        """A prefork server that loaded the application and opened nothing."""
        connections.close_all()
        children = [in_child(lambda: [guest_pid(), host_pid()]) for _ in range(2)]
        for guest, host in children:
            self.assertEqual(guest, host)
        self.assertEqual(guest_pid(), host_pid())

    def test_a_connection_of_the_parent_is_not_lent_in_the_child(self):
        here = guest_pid()

        def ride():
            try:
                guest_pid()
            except InterfaceError as error:
                return str(error)

        self.assertIn("opened by this process's parent", in_child(ride))
        self.assertEqual(guest_pid(), here)
        self.assertEqual(host_pid(), here)

    def test_a_token_of_the_parent_is_dead_in_the_child(self):
        with live() as guest:

            def ride():
                try:
                    guest.execute("SELECT 1")
                except pyodbc.Error as error:
                    return error.args[0]

            self.assertEqual(in_child(ride), "08003")
            self.assertEqual(guest.execute("SELECT 1").fetchval(), 1)

    def test_as_celery_forks(self):
        """It closes the inherited socket, then Django's connection, and the child opens its own."""
        here = guest_pid()
        token = ride_of(connection).lease.token
        descriptor = connection.connection.fileno()

        def ride():
            os.close(descriptor)
            connections.close_all()
            return [guest_pid(), host_pid(), ride_of(connection).lease.token == token]

        guest, host, same = in_child(ride)
        self.assertEqual(guest, host)
        self.assertNotEqual(guest, here)
        self.assertFalse(same)
        self.assertEqual(guest_pid(), here)
        self.assertEqual(ride_of(connection).lease.token, token)


class Server(unittest.TestCase):
    """Servers of their own, on the test database of this run."""

    def start(self, command, directory=MANAGE.parent):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        command = [word.replace("ADDRESS", self.address) for word in command]
        environment = {**os.environ, "PILLION_DJANGO_NAME": connection.settings_dict["NAME"]}
        log = tempfile.TemporaryFile("w+")  # noqa: SIM115  closed after the test
        self.addCleanup(log.close)
        process = subprocess.Popen(command, cwd=directory, env=environment, stdout=log, stderr=log)
        self.addCleanup(process.wait, 20)
        self.addCleanup(process.terminate)
        self.log = log
        return process

    def ask(self, path="/process/"):
        for _ in range(600):
            try:
                with urllib.request.urlopen(f"http://{self.address}{path}", timeout=10) as answer:
                    return json.load(answer)
            except OSError:
                time.sleep(0.1)
        self.log.seek(0)
        raise AssertionError(f"no answer: {self.log.read()}")

    @unittest.skipUnless(
        shutil.which("gunicorn", path=str(Path(sys.executable).parent)), "gunicorn is not here"
    )
    def test_gunicorn_with_preload(self):
        wsgi = "project.wsgi"
        self.start([sys.executable, "-m", "gunicorn", "--preload", "-w", "2", "-b", "ADDRESS", wsgi])
        workers = {}
        deadline = time.monotonic() + 20
        while len(workers) < 2 and time.monotonic() < deadline:
            answer = self.ask()
            self.assertEqual(answer["host"], answer["guest"])
            workers.setdefault(answer["worker"], answer["host"])
        self.assertEqual(len(set(workers.values())), 2)

    def test_autoreload(self):
        with tempfile.TemporaryDirectory() as directory:
            copy = Path(directory) / "django"
            shutil.copytree(MANAGE.parent, copy, ignore=shutil.ignore_patterns("__pycache__"))
            bookshop = MANAGE.parents[2] / "examples" / "bookshop"
            os.environ["PYTHONPATH"] = f"{os.environ.get('PYTHONPATH', '')}:{bookshop}"
            self.start([sys.executable, "manage.py", "runserver", "ADDRESS"], copy)
            first = self.ask()
            self.assertEqual(first["host"], first["guest"])
            time.sleep(1.1)  # the reloader looks at whole seconds
            (copy / "project" / "views.py").touch()
            for _ in range(100):
                second = self.ask()
                if second["worker"] != first["worker"]:
                    break
                time.sleep(0.1)
            self.assertNotEqual(second["worker"], first["worker"])
            self.assertEqual(second["host"], second["guest"])
