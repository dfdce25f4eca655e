"""What hosts read: it names what is there."""

import json
import re
import tomllib

from tests.browser.server import ROOT

RECIPE = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))


def test_a_codespace_installs_and_starts_what_is_there():
    installs, starts = RECIPE["updateContentCommand"], RECIPE["postAttachCommand"]["server"]
    named = re.findall(r"\S+\.(?:txt|py)\b", f"{installs} {starts}")
    assert named == ["requirements.txt", "streamlit_app.py"]
    assert all((ROOT / name).is_file() for name in named)


def test_a_codespace_shows_the_port_of_the_app():
    configured = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    port = configured["server"].get("port", 8501)
    assert RECIPE["forwardPorts"] == [port]
    assert [*RECIPE["portsAttributes"]] == [str(port)]


def test_uv_is_told_to_take_the_torch_that_fits():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["uv"]["pip"]["torch-backend"] == "auto"
    # Where this file is, Community Cloud does not look at requirements.txt.
    assert not (ROOT / "uv.lock").exists()


def test_the_readme_installs_the_torch_that_is_required():
    wanted = re.search(
        r"^torch==\S+", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M
    )
    line = f"pip install {wanted[0]} --index-url"
    assert line in (ROOT / "README.md").read_text(encoding="utf-8")
