"""What a solver's compiled code prints is no part of what a command says."""

import ctypes

import pytest

from jalon.engine.targeting.quiet import quiet_solver


def test_lines_of_compiled_code_are_swallowed(capfd: pytest.CaptureFixture[str]) -> None:
    libc = ctypes.CDLL(None)
    print("before")
    with quiet_solver():
        libc.puts(b"stray")
    libc.puts(b"after")
    libc.fflush(None)
    assert capfd.readouterr().out.splitlines() == ["before", "after"]


def test_output_comes_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="wrong"), quiet_solver():
        raise ValueError("wrong")
    print("after", flush=True)
    assert capfd.readouterr().out == "after\n"
