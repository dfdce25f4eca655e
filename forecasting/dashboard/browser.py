"""Which browser this is: told by the secret cookie that Streamlit gives to each."""

import hashlib
import itertools

import streamlit as st

COOKIE = "_streamlit_xsrf"


def secret() -> str | None:
    """What all sessions of a browser have in common and no other one has; None without a cookie."""
    try:
        token = _token(st.context.cookies[COOKIE])
    except (KeyError, ValueError):
        return None
    return hashlib.sha256(token).hexdigest()


def _token(cookie: str) -> bytes:
    """What stays the same in the cookie: it is masked anew at each answer.

    Raises:
        ValueError: If it is no such cookie.
    """
    _, mask, masked, _ = cookie.strip('"').split("|")
    pairs = zip(bytes.fromhex(masked), itertools.cycle(bytes.fromhex(mask)), strict=False)
    return bytes(one ^ other for one, other in pairs)
