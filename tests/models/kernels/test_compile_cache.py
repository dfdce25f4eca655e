"""Where compiled kernels are kept."""

import os

import pytest

from forecasting.models.kernels import compile_cache


@pytest.fixture
def alone(monkeypatch, tmp_path):
    """A project, a home and a folder for what is temporary, all empty."""
    monkeypatch.delenv(compile_cache.CACHE_VARIABLE, raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("project", "home", "temporary"):
        (tmp_path / name).mkdir()
    monkeypatch.setattr(compile_cache, "_SOURCES", tmp_path / "project")
    monkeypatch.setattr(compile_cache.tempfile, "gettempdir", lambda: str(tmp_path / "temporary"))
    compile_cache._name.cache_clear()
    yield tmp_path
    # The name made of these sources is no other test's.
    compile_cache._name.cache_clear()


def forbid(monkeypatch, *folders):
    """What a person without rights sees; for root nothing is read-only."""
    writable = compile_cache._is_writable
    monkeypatch.setattr(
        compile_cache,
        "_is_writable",
        lambda folder: not any(folder.is_relative_to(f) for f in folders) and writable(folder),
    )


@pytest.mark.parametrize(
    ("forbidden", "used"),
    [
        ((), "project/__pycache__"),
        (("project",), "home/.cache/forecasting-kernels"),
        (("project", "home"), "temporary/forecasting-kernels-"),
    ],
)
def test_the_first_folder_that_can_be_written_to(monkeypatch, alone, forbidden, used):
    forbid(monkeypatch, *(alone / name for name in forbidden))
    path = compile_cache.place("float32")
    assert str(path.parent).startswith(str(alone / used))
    compile_cache.keep(path, b"code")
    assert compile_cache.find("float32") == b"code"
    assert compile_cache.find("float64") is None


def test_nobody_without_a_home_is_turned_away(monkeypatch, alone):
    monkeypatch.setattr(
        compile_cache.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("none"))
    )
    forbid(monkeypatch, alone / "project")
    assert compile_cache.place("float32").is_relative_to(alone / "temporary")


def test_no_folder_at_all(monkeypatch, alone):
    forbid(monkeypatch, alone)
    with pytest.raises(OSError, match="no folder can be written to"):
        compile_cache.place("float32")


def test_a_file_in_the_place_of_a_folder_is_no_folder(alone):
    (alone / "project" / "__pycache__").write_text("a file")
    assert compile_cache.place("float32").is_relative_to(alone / "home")


@pytest.mark.usefixtures("alone")
@pytest.mark.parametrize("damage", [b"", b"short", bytes(32) + b"other"])
def test_a_damaged_file_is_as_good_as_none(damage):
    path = compile_cache.place("float32")
    compile_cache.keep(path, b"code")
    path.write_bytes(damage)
    assert compile_cache.find("float32") is None


def test_what_it_was_made_from_and_for_is_in_its_name(monkeypatch, alone):
    names = set()
    for change in (
        lambda: None,
        lambda: (alone / "project" / "epoch.py").write_text("changed"),
        lambda: monkeypatch.setattr(compile_cache, "version", lambda _: "0.0"),
        lambda: monkeypatch.setattr(compile_cache.binding, "get_host_cpu_name", lambda: "another"),
    ):
        change()
        compile_cache._name.cache_clear()
        names |= {compile_cache.place("float32").name, compile_cache.place("float64").name}
    compile_cache._name.cache_clear()
    assert len(names) == 8


def test_a_folder_may_be_asked_for(monkeypatch, alone):
    monkeypatch.setenv(compile_cache.CACHE_VARIABLE, str(alone / "mine"))
    assert compile_cache.place("float32").parent == alone / "mine"


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="users have no numbers here")
def test_a_temporary_folder_of_somebody_else_is_not_trusted(monkeypatch, alone):
    """Whoever can write there could put other machine code in its place."""
    forbid(monkeypatch, alone / "project", alone / "home")
    compile_cache.keep(compile_cache.place("float32"), b"code")
    monkeypatch.setattr(compile_cache.os, "getuid", lambda: 4711)
    (alone / "temporary" / "forecasting-kernels-4711").mkdir()
    other = alone / "temporary" / "forecasting-kernels-4711" / compile_cache._name("float32")
    compile_cache.keep(other, b"other")
    assert compile_cache.find("float32") is None
