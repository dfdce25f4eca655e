"""Named parts in one zip file, read with suspicion: whoever opens a file may not have made it.

Nothing is unpacked to disk, and no part is read further than it may be long.
"""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Mapping
from typing import Any

from forecasting.messages import Message, bad_value, phrase

MANIFEST = "manifest.json"
MANIFEST_BYTES = 64 * 2**10
LARGEST_DIRECTORY_BYTES = 16 * 2**10
CHUNK_BYTES = 2**20
SMALL, MOST_PACKED = 8 * 2**20, 20
"""Arrays are stored as they are: a large one that unpacks out of almost nothing is none."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END = struct.Struct("<4s4H2LH")
_LONG_END_BYTES = 20


def damaged(why: Message) -> ValueError:
    """What to tell somebody whose file cannot be opened."""
    return bad_value("This file cannot be opened: {why}; save the comparison again.", why=why)


def pack(parts: Mapping[str, bytes], about: Mapping[str, Any]) -> bytes:
    """One zip file, the same for the same parts.

    Args:
        parts: What to write, by name.
        about: Further entries of the manifest, which holds a checksum of every part.
    """
    checksums = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    manifest = json.dumps({**about, "parts": checksums}, indent=2).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in {MANIFEST: manifest, **parts}.items():
            # A ZipInfo has a fixed date, so that equal comparisons are equal files.
            method = zipfile.ZIP_STORED if name.endswith(".safetensors") else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), part, method)
    return target.getvalue()


class Archive:
    """The parts of a file that `pack` wrote.

    Args:
        data: The file.

    Raises:
        ValueError: If it is no such file. Reading raises one, too, for a part that is damaged.
    """

    def __init__(self, data: bytes) -> None:
        _check_directory_size(data)
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._infos = {info.filename: info for info in self._zip.infolist()}
        if len(self._infos) < len(self._zip.infolist()):
            raise damaged(phrase("it has two parts of the same name"))
        for info in self._infos.values():
            if info.compress_type not in METHODS or info.flag_bits & 1:
                raise damaged(
                    phrase("{short} is packed in an unknown way", short=_short(info.filename))
                )
        self.manifest = self.read_json(MANIFEST, MANIFEST_BYTES)

    @property
    def names(self) -> set[str]:
        """The parts, without the manifest."""
        return set(self._infos) - {MANIFEST}

    def check(self, largest_bytes: Mapping[str, int]) -> None:
        """Refuse parts that are unknown or too long, or are not what the manifest says."""
        checksums = self.manifest.get("parts")
        if not isinstance(checksums, dict) or checksums.keys() != self.names:
            raise damaged(phrase("its parts are not those of its manifest"))
        for name in self.names:
            if name not in largest_bytes:
                raise damaged(phrase("it has an unknown part {short}", short=_short(name)))
            if self._checksum(name, largest_bytes[name]) != checksums[name]:
                raise damaged(phrase("{name} was changed after it was saved", name=name))

    def read(self, name: str, largest_bytes: int) -> bytes:
        """A part, if it is there and not too long."""
        self._check_part(name, largest_bytes)
        with self._zip.open(self._infos[name]) as part:
            return part.read()

    def read_json(self, name: str, largest_bytes: int) -> dict[str, Any]:
        """A part that is a JSON object."""
        try:
            values = json.loads(self.read(name, largest_bytes).decode())
        except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
            raise damaged(phrase("{name} is not valid JSON", name=name)) from error
        if not isinstance(values, dict):
            raise damaged(phrase("{name} is no JSON object", name=name))
        return values

    def bytes_of(self, name: str) -> int:
        """How long a part is, unpacked; 0 if it is not there."""
        return self._infos[name].file_size if name in self._infos else 0

    def _checksum(self, name: str, largest_bytes: int) -> str:
        self._check_part(name, largest_bytes)
        checksum = hashlib.sha256()
        with self._zip.open(self._infos[name]) as part:
            while chunk := part.read(CHUNK_BYTES):
                checksum.update(chunk)
        return checksum.hexdigest()

    def _check_part(self, name: str, largest_bytes: int) -> None:
        """Its declared length is also the most that is ever unpacked of it."""
        if name not in self._infos:
            raise damaged(phrase("{name} is missing", name=name))
        info = self._infos[name]
        if info.file_size > largest_bytes:
            raise damaged(phrase("{name} is larger than it can be", name=name))
        believed = SMALL + MOST_PACKED * info.compress_size
        if name.endswith(".safetensors") and info.file_size > believed:
            raise damaged(phrase("{name} was packed anew, far smaller than it can be", name=name))


def _check_directory_size(data: bytes) -> None:
    """Refuse what is no zip, or lists so many parts that reading the list would take long."""
    tail = data[-_END.size :]
    if len(tail) < _END.size or not tail.startswith(b"PK\x05\x06"):
        raise damaged(phrase("it is no comparison, or a part of it is missing"))
    _, _, _, _, _, directory_bytes, _, _ = _END.unpack(tail)
    long_end = data[-_END.size - _LONG_END_BYTES :].startswith(b"PK\x06\x07")
    if long_end or directory_bytes > LARGEST_DIRECTORY_BYTES:
        raise damaged(phrase("it has too many parts"))


def _short(name: str) -> str:
    """A name that somebody else chose, for a message."""
    return repr(name[:40])
