"""Open calls as a feed: RSS or Atom, in one language."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.text import Truncator
from django.utils.translation import gettext

from jalon.workspace.documents.links import absolute
from jalon.workspace.recruitment.models import Call
from jalon.workspace.recruitment.queries.countdown import told
from jalon.workspace.recruitment.queries.notice import Notice
from jalon.workspace.recruitment.rules.blocks import clean

KINDS: dict[str, type[SyndicationFeed]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}
LONGEST = 600


def feed_of(
    notices: Sequence[tuple[Notice, str]], *, kind: str, language: str, page: str, own: str
) -> bytes:
    """Return the feed; each notice comes with its address. Call it in the feed's language."""
    feed = KINDS[kind](
        title=gettext("Vacancies"),
        link=page,
        description=gettext("Open calls, newest first. Applying is free."),
        language=language,
        feed_url=own,
        feed_guid=own,
    )
    for notice, address in notices:
        feed.add_item(
            title=clean(notice.title),
            link=address,
            description=_summary(notice),
            unique_id=_identity(notice.call),
            unique_id_is_permalink=False,
            pubdate=notice.published_at,
            updateddate=_changed_at(notice),
        )
    return feed.writeString("utf-8").encode()


def _summary(notice: Notice) -> str:
    facts = " · ".join(value for _name, value in notice.facts)
    until = f"{gettext('Deadline')}: {told(notice.closes_at, notice.call.closes_zone)}"
    introduction = next(
        (" ".join(b.lines) for p in notice.parts if p.key == "introduction" for b in p.blocks), ""
    )
    changed = "; ".join(change.what for change in notice.changes)
    said = "\n".join(filter(None, (facts, until, changed, introduction)))
    return Truncator(clean(said)).chars(LONGEST)


def _identity(call: Call) -> str:
    """Return what stays when the address of a call or its title changes."""
    return absolute(f"/vacancies/#{call.pk}")


def _changed_at(notice: Notice) -> datetime:
    return max((change.at for change in notice.changes), default=notice.published_at)
