import os

from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.db import connection, transaction
from django.http import JsonResponse
from pillion.django import live
from pillion.django.riding import ride_of
from shop.models import Publisher


def _cities():
    with live() as guest:
        return [row.city for row in guest.execute("SELECT city FROM shop_publisher ORDER BY city")]


def write_and_ride(request):
    Publisher.objects.create(name="Written", city="Aldermouth")
    return JsonResponse({"cities": _cities(), "in_atomic_block": connection.in_atomic_block})


def write_and_fail(request):
    Publisher.objects.create(name="Written", city="Nowhere")
    assert "Nowhere" in _cities()
    raise RuntimeError("after the write")


def token(request):
    return JsonResponse({"token": ride_of(connection).lease.token})


@transaction.non_atomic_requests
async def asynchronous(request):
    return JsonResponse({"cities": await sync_to_async(_cities)()})


@transaction.non_atomic_requests
async def asynchronous_unsafe(request):
    try:
        return JsonResponse({"cities": _cities()})
    except SynchronousOnlyOperation as error:
        return JsonResponse({"refused": str(error)})


def process(request):
    """Which worker answered, and whether its guest rides on its own connection."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        host = cursor.fetchone()[0]
    with live() as guest:
        return JsonResponse(
            {
                "worker": os.getpid(),
                "host": host,
                "guest": guest.execute("SELECT pg_backend_pid()").fetchval(),
            }
        )
