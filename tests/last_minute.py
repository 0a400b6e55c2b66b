"""Many candidates who hand in round a deadline; told on stdin, what each was answered on stdout.

A program of its own: each candidate is a thread, some in each of several processes. Whoever gets no
answer, because the server was killed, asks again, as people do.
"""

import http.client
import json
import multiprocessing
import sys
import threading
import time
from functools import partial
from urllib.parse import urlsplit

TOKEN = "a" * 32
PATIENCE = 240  # seconds
PROCESSES = 8


def hand_in(work: dict, person: dict) -> dict:
    """Send at one's moment, once or twice at the same time; return the answers."""
    time.sleep(max(0.0, person["at"] - time.time()))
    answers: list[dict] = []
    clicks = [
        threading.Thread(target=send, args=(work, person, answers))
        for _click in range(person["clicks"])
    ]
    for click in clicks:
        click.start()
    for click in clicks:
        click.join()
    return {"key": person["key"], "answers": answers}


def send(work: dict, person: dict, answers: list[dict]) -> None:
    """Send until there is an answer; note when it was first sent, and how long it all took."""
    first, until, tries = time.time(), time.time() + PATIENCE, 0
    while time.time() < until:
        began, tries = time.time(), tries + 1
        try:
            status, location = post(work["url"], person)
        except (OSError, http.client.HTTPException):
            time.sleep(0.3)
            continue
        now = time.time()
        said = {"status": status, "to": location, "first": first, "tries": tries}
        said |= {"took": now - began, "waited": now - first}
        if work.get("follow") and status == 302:
            said["shown"] = look(work["url"], person, location) + now - first
        answers.append(said)
        return
    answers.append({"status": 0, "to": "", "first": first, "took": 0.0, "tries": tries})


def post(url: str, person: dict) -> tuple[int, str]:
    body = f"csrfmiddlewaretoken={TOKEN}&version={person['version']}"
    return ask(url, person, "POST", person["path"], body)


def look(url: str, person: dict, path: str) -> float:
    """Open the page to which one was sent; return how long it took."""
    began = time.time()
    status, _to = ask(url, person, "GET", path)
    assert status == 200, status
    return time.time() - began


def ask(url: str, person: dict, method: str, path: str, body: str | None = None) -> tuple[int, str]:
    where = urlsplit(url)
    line = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
    headers = {"Cookie": f"csrftoken={TOKEN}; sessionid={person['session']}"}
    if body is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    try:
        line.request(method, path, body=body, headers=headers)
        answer = line.getresponse()
        answer.read()
        return answer.status, answer.headers.get("Location", "")
    finally:
        line.close()


def some(work: dict, people: list[dict]) -> list[dict]:
    """Be some of the people, all at once."""
    done: list[dict] = []
    threads = [
        threading.Thread(target=lambda each=each: done.append(hand_in(work, each)))
        for each in people
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done


if __name__ == "__main__":
    work = json.load(sys.stdin)
    shares = [work["people"][n::PROCESSES] for n in range(PROCESSES)]
    with multiprocessing.get_context("fork").Pool(PROCESSES) as pool:
        done = pool.map(partial(some, work), shares, chunksize=1)
        pool.close()
        pool.join()
    json.dump([each for share in done for each in share], sys.stdout)
