"""Bytes of a response as they come, unpacked under a limit, so that a small answer cannot fill the memory."""

import zlib
from collections.abc import Callable, Iterable

from straitwatch.errors import FetchError, Unreadable

GZIP_OR_ZLIB = 47
RAW = -15


def body(chunks: Iterable[bytes], encoding: str, limit: int, where: str, late: Callable[[], bool]) -> bytes:
    """Return the whole body, unpacked if `encoding` says gzip or deflate.

    `late` is asked after every chunk whether the time allowed for the whole response is over.

    Raises:
        Unreadable: more than `limit` bytes after unpacking, another encoding, or damaged data.
        FetchError: it is late.
    """
    packed = encoding.strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise Unreadable(f"{where}: packed as {packed[:40]!r}, which was not asked for")
    unpack = zlib.decompressobj(GZIP_OR_ZLIB) if packed not in ("", "identity") else None
    found, first = bytearray(), True
    for chunk in chunks:
        try:
            found += unpack.decompress(chunk, limit + 1 - len(found)) if unpack else chunk
        except zlib.error as error:
            if not (first and packed == "deflate"):
                raise Unreadable(f"{where}: damaged {packed} data: {error}") from error
            unpack = zlib.decompressobj(RAW)
            found += _raw(unpack.decompress, chunk, limit + 1, where)
        first = False
        if len(found) > limit:
            raise Unreadable(f"{where}: larger than {limit / 1_000_000:g} MB")
        if late():
            raise FetchError(f"{where}: took too long to arrive", retry=True)
    return bytes(found)


def _raw(decompress: Callable[[bytes, int], bytes], chunk: bytes, limit: int, where: str) -> bytes:
    try:
        return decompress(chunk, limit)
    except zlib.error as error:
        raise Unreadable(f"{where}: damaged deflate data: {error}") from error
