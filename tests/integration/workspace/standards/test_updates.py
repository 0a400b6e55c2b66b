"""The catalogue is updated by file: the difference first, then all of it or nothing."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from factories.standards import SMALL
from jalon.errors import RuleBroken
from jalon.workspace.accounts.models import User
from jalon.workspace.audit.models import Event
from jalon.workspace.standards import services
from jalon.workspace.standards.models import CatalogueLoad, Instrument, Proposal, Ratification

NEWS = """\
country,instrument,status,date,as_of,source,certainty
GTM,C900,ratified,2026-09-30,,the owner,verified_primary
MEX,C900,ratified,2026-10-01,,the owner,verified_primary
MAR,C901,not_ratified,,2026-06-04,invented list,verified_secondary
MAR,190,ratified,,,the owner,verified_primary
"""


def hand_in(client: Client, text: str = NEWS, name: str = "ratifications.csv") -> Proposal:
    file = SimpleUploadedFile(name, text.encode())
    response = client.post(reverse("standards:hand-in"), {"file": file})
    assert response.status_code == 302, response.text
    return Proposal.objects.latest("pk")


def test_the_difference_is_shown_before_anything_is_written(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    proposal = hand_in(client)
    page = client.get(reverse("standards:update", args=[proposal.pk])).text
    assert proposal.difference["counts"] == {
        "ratifications": {"added": 1, "changed": 1, "unchanged": 1, "kept": 3, "left": 0}
    }
    assert "GTM C900" in page
    assert '<del dir="auto">not_found</del>' in page
    assert '<ins dir="auto">ratified</ins>' in page
    assert "Write the prefix C, P or R before it." in page
    assert Ratification.objects.count() == 5


def test_applying_writes_all_of_it_and_an_event(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    proposal = hand_in(client)
    response = client.post(
        reverse("standards:apply-update", args=[proposal.pk]), {"digest": proposal.digest}
    )
    load = CatalogueLoad.objects.latest("pk")
    assert response.url == reverse("standards:load", args=[load.pk])  # type: ignore[attr-defined]
    assert (load.by, load.version, load.refused_count) == (nadia, "test", 1)
    assert Ratification.objects.filter(status="ratified").count() == 5
    assert Ratification.objects.count() == 6
    event = Event.objects.get(what="standards.catalogue-loaded", actor_id=nadia.pk)
    assert event.after["counts"]["ratifications"]["added"] == 1
    assert not Proposal.objects.exists()


def test_a_difference_that_is_no_longer_true_is_refused_and_shown_anew(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    proposal = hand_in(client)
    Ratification.objects.filter(country__iso3="MEX").update(note="somebody was faster")
    Ratification.objects.filter(country__iso3="MEX").update(source="somebody was faster")
    response = client.post(
        reverse("standards:apply-update", args=[proposal.pk]), {"digest": proposal.digest}
    )
    assert response.status_code == 422
    assert "The catalogue was changed" in response.text
    assert "somebody was faster" in response.text
    assert Ratification.objects.filter(status="ratified").count() == 3
    again = Proposal.objects.get(pk=proposal.pk)
    assert again.digest != proposal.digest
    response = client.post(
        reverse("standards:apply-update", args=[again.pk]), {"digest": again.digest}
    )
    assert response.status_code == 302


def test_nothing_is_half_written(
    client: Client, small: CatalogueLoad, nadia: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    proposal = services.propose_update(
        file_name="ratifications.csv", content=NEWS.encode(), by=nadia
    )

    def fail(**kwargs: object) -> None:
        raise RuntimeError("the power is cut")

    monkeypatch.setattr("jalon.workspace.standards.services.load.record", fail)
    with pytest.raises(RuntimeError):
        services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)
    assert Ratification.objects.count() == 5
    assert CatalogueLoad.objects.count() == 1
    assert Proposal.objects.exists()


def test_an_update_that_changes_nothing_is_not_applied(small: CatalogueLoad, nadia: User) -> None:
    proposal = services.propose_update(
        file_name="terms.csv", content=SMALL["terms.csv"].encode(), by=nadia
    )
    with pytest.raises(RuleBroken) as refused:
        services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)
    assert refused.value.code == "update-changes-nothing"


def test_the_files_that_ship_do_not_undo_a_correction(
    small: CatalogueLoad, nadia: User, tmp_path: Path
) -> None:
    proposal = services.propose_update(
        file_name="ratifications.csv", content=NEWS.encode(), by=nadia
    )
    services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)
    load = services.load_catalogue(tmp_path, by=None)
    assert Ratification.objects.get(country__iso3="MEX").status == "ratified"
    assert load.refused == []
    assert services.load_catalogue(tmp_path, by=nadia).counts["ratifications"]["changed"] == 1


def test_discarding_leaves_the_catalogue(client: Client, small: CatalogueLoad, nadia: User) -> None:
    client.force_login(nadia)
    proposal = hand_in(client)
    response = client.post(reverse("standards:discard-update", args=[proposal.pk]))
    assert response.status_code == 302
    assert not Proposal.objects.exists()
    assert Ratification.objects.count() == 5


def test_an_empty_place_is_filled_from_the_official_text(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    text = (
        "agenda,code,title_es,empty,source,certainty\n"
        "MX-Road,PA01,Texto inventado para la prueba,,invented,verified_primary\n"
    )
    proposal = hand_in(client, text, "agenda_items.csv")
    services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)
    page = client.get(reverse("standards:item", args=["MX-Road", "PA01"])).text
    assert "Texto inventado" in page
    assert "nothing is invented here" not in page


def test_several_tables_come_in_a_zip(client: Client, small: CatalogueLoad, nadia: User) -> None:
    client.force_login(nadia)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(
            "new/instruments.csv",
            "key,kind,number,title_en,adopted,category,topic,set,source,certainty\n"
            "P900,protocol,900,Protocol,1999-01-01,technical,migration,core,invented,unverified\n",
        )
        archive.writestr("__MACOSX/._instruments.csv", "left by a system")
        archive.writestr(
            "new/provisions.csv",
            "instrument,article,duty_en,theme,stage,source,certainty\n"
            "P900,1,Mind the fees.,fees,all,invented,unverified\n",
        )
    file = SimpleUploadedFile("new.zip", packed.getvalue())
    client.post(reverse("standards:hand-in"), {"file": file})
    proposal = Proposal.objects.get()
    assert proposal.difference["refused"] == []
    services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=nadia)
    assert Instrument.objects.get(key="P900").provisions.count() == 1


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("people.csv", b"a,b\n", "has no name that the catalogue knows"),
        ("terms.csv", b"list,key,title_en\n\xff\xfe,\x00\n", "is not text in UTF-8"),
        ("terms.csv", b"list,key,colour\n", "colour"),
        ("terms.csv", b"list,list,key\n", "has columns twice"),
        ("terms.csv", b"list,title_en\n", "lacks columns"),
        ("terms.csv", b'list,key\ntheme,"open\n', "cannot be read at row"),
        ("terms.csv", b"", "lacks columns"),
        ("all.zip", b"PK\x03\x04 nonsense", "damaged or locked"),
        ("notes.md", b"# Nothing here\n", "holds no objectives"),
    ],
)
def test_an_unreadable_file_says_what_to_do(
    client: Client, small: CatalogueLoad, nadia: User, name: str, content: bytes, words: str
) -> None:
    client.force_login(nadia)
    file = SimpleUploadedFile(name, content or b" ")
    response = client.post(reverse("standards:hand-in"), {"file": file})
    assert response.status_code == 422
    assert words in response.text
    assert not Proposal.objects.exists()


def test_a_zip_that_would_swell_is_refused(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("terms.csv", b"0" * (11 * 1024 * 1024))
    file = SimpleUploadedFile("bomb.zip", packed.getvalue())
    response = client.post(reverse("standards:hand-in"), {"file": file})
    assert response.status_code == 422
    assert "Cut it into several." in response.text


def test_only_who_may_hands_in_sees_and_applies(
    client: Client, small: CatalogueLoad, nadia: User, bruno: User
) -> None:
    proposal = services.propose_update(
        file_name="ratifications.csv", content=NEWS.encode(), by=nadia
    )
    client.force_login(bruno)
    assert client.get(reverse("standards:hand-in")).status_code == 403
    assert client.get(reverse("standards:update", args=[proposal.pk])).status_code == 403
    for name in ("apply-update", "discard-update"):
        response = client.post(reverse(f"standards:{name}", args=[proposal.pk]))
        assert response.status_code == 403
    assert (
        "ratifications.csv"
        not in client.get(reverse("standards:loads")).text.partition("Each table as a file")[0]
    )
    with pytest.raises(PermissionDenied):
        services.apply_proposal(proposal_id=proposal.pk, digest=proposal.digest, by=bruno)
    with pytest.raises(PermissionDenied):
        services.propose_update(file_name="terms.csv", content=b"", by=bruno)
    with pytest.raises(PermissionDenied):
        services.discard_proposal(proposal_id=proposal.pk, by=bruno)


def test_a_table_that_is_sent_changes_nothing_when_it_comes_back(
    client: Client, small: CatalogueLoad, nadia: User
) -> None:
    client.force_login(nadia)
    for name in SMALL:
        response = client.get(reverse("standards:file", args=[name.removesuffix(".csv")]))
        assert response["Content-Disposition"] == f'attachment; filename="{name}"'
        proposal = hand_in(client, response.text, name)
        assert proposal.difference["refused"] == []
        assert (proposal.difference["added"], proposal.difference["changed"]) == ([], [])


def test_files_that_wait_are_forgotten_after_a_week(small: CatalogueLoad, nadia: User) -> None:
    proposal = services.propose_update(
        file_name="ratifications.csv", content=NEWS.encode(), by=nadia
    )
    today = timezone.localdate()
    assert services.forget_old_proposals(today) == 0
    Proposal.objects.filter(pk=proposal.pk).update(at=timezone.now() - timedelta(days=8))
    assert services.forget_old_proposals(today) == 1


def test_the_pages_of_an_update_cost_little(
    client: Client, small: CatalogueLoad, nadia: User, django_assert_max_num_queries: object
) -> None:
    client.force_login(nadia)
    proposal = hand_in(client)
    for address in (
        reverse("standards:hand-in"),
        reverse("standards:update", args=[proposal.pk]),
        reverse("standards:loads"),
    ):
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            assert client.get(address).status_code == 200
