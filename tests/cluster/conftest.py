"""A Spark cluster of this machine: a master and two workers, started for the tests."""

import importlib.util
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

NO_SPARK = (
    "NO SPARK: pyspark, ibis or Java 17 is not installed (the extra jalon[spark]); that a census"
    " on a cluster gives the same results is proved by Polars alone"
)
# A gate whose other half keeps both cores busy has been seen to need two minutes.
SECONDS = 400


def missing() -> bool:
    modules = ("pyspark", "ibis")
    return shutil.which("java") is None or any(
        importlib.util.find_spec(name) is None for name in modules
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a standalone master with two workers of one core each."""
    if missing():
        pytest.skip(NO_SPARK)
    import pyspark

    folder = tmp_path_factory.mktemp("spark")
    home = Path(pyspark.__file__).parent
    port = free_port()
    address = f"spark://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_NO_DAEMONIZE": "1",
        "SPARK_DAEMON_MEMORY": "256m",
    }
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    started: list[subprocess.Popen[bytes]] = []

    def start(name: str, *words: str) -> Path:
        log = folder / f"{name}.log"
        with log.open("wb") as file:
            command = [str(home / "bin" / "spark-class"), *words]
            started.append(
                subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
            )
        return log

    deploy = "org.apache.spark.deploy"
    words = ("--host", "127.0.0.1", "--port", str(port), "--webui-port", str(free_port()))
    log = start("master", f"{deploy}.master.Master", *words)
    try:
        wait_for(log, r"I have been elected leader")
        for number in (1, 2):
            place = ("--work-dir", str(folder / f"work-{number}"))
            ports = ("--webui-port", str(free_port()), "--host", "127.0.0.1")
            size = ("--cores", "1", "--memory", "1g")
            worker = (f"{deploy}.worker.Worker", *size, *place, *ports, address)
            wait_for(start(f"worker-{number}", *worker), r"Successfully registered")
        yield address
        from pyspark.sql import SparkSession

        session = SparkSession.getActiveSession()
        if session is not None:
            session.stop()
    finally:
        for process in reversed(started):
            process.terminate()
        for process in started:
            process.wait(20)


def wait_for(log: Path, words: str) -> None:
    """Wait until a log says so, not for a time."""
    end = time.monotonic() + SECONDS
    while not re.search(words, log.read_text(encoding="utf-8", errors="replace")):
        assert time.monotonic() < end, log.read_text(encoding="utf-8", errors="replace")[-2000:]
        time.sleep(0.1)
