"""When the demonstration is loaded, and when not; its clock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.utils import timezone

from factories.accounts import make_user
from jalon.errors import RuleBroken
from jalon.workspace.demo import load_demo
from jalon.workspace.demo.clock import on
from jalon.workspace.programmes.models import Programme

TODAY = date(2026, 11, 21)


def test_it_refuses_a_site_that_holds_anything_else(db: None) -> None:
    make_user("Amina")
    with pytest.raises(RuleBroken, match="demo-among-real"):
        load_demo(today=TODAY)
    assert not Programme.objects.exists()


def test_another_thread_keeps_its_own_time() -> None:
    with on(date(2025, 1, 2)), ThreadPoolExecutor(1) as pool:
        assert timezone.now().date() == date(2025, 1, 2)
        assert pool.submit(timezone.now).result().year > 2025
