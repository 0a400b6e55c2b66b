"""A published notice as schema.org JobPosting, for search engines."""

import json
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jalon.workspace.narratives import text_of
from jalon.workspace.programmes.models import Participation
from jalon.workspace.recruitment.models.contact import address_of
from jalon.workspace.recruitment.queries.notice import Notice, Part
from jalon.workspace.recruitment.reader.stations import station_of
from jalon.workspace.recruitment.rules.blocks import Block
from jalon.workspace.recruitment.rules.kinds import CallKind

# What ends a script, begins a comment in one, or ends a line of JavaScript.
HIDDEN = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
EMPLOYMENT: dict[CallKind, list[str]] = {
    CallKind.NATIONAL_OFFICER: ["FULL_TIME"],
    CallKind.INTERNATIONAL: ["FULL_TIME"],
    CallKind.SUPPORT: ["FULL_TIME"],
    CallKind.TEMPORARY: ["FULL_TIME", "TEMPORARY"],
    CallKind.CONSULTANCY: ["CONTRACTOR"],
    CallKind.INTERNSHIP: ["INTERN"],
}
OF_PARTS = {
    "education": "educationRequirements",
    "experience": "experienceRequirements",
    "eligibility": "eligibilityToWorkRequirement",
}


def job_posting(notice: Notice, address: str, employer: str) -> dict[str, Any]:
    """Return the posting; only what the notice says, nothing of it guessed."""
    call = notice.call
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": notice.title,
        "description": "".join(_html(part) for part in notice.parts),
        "inLanguage": notice.language,
        "url": address,
        "datePosted": notice.published_at.isoformat(),
        "validThrough": notice.closes_at.isoformat(),
        "employmentType": EMPLOYMENT[CallKind(call.kind)],
        "identifier": {"@type": "PropertyValue", "name": employer, "value": call.number},
        "hiringOrganization": {"@type": "Organization", "name": employer},
        "directApply": True,
    }
    for part in notice.parts:
        if name := OF_PARTS.get(part.key):
            posting[name] = "\n".join(line for block in part.blocks for line in block.lines)
    if call.duty_station:
        posting["jobLocation"] = {"@type": "Place", "address": _address(notice)}
    if email := address_of(call):
        posting["applicationContact"] = {"@type": "ContactPoint", "email": email}
    if call.occupation:
        posting["occupationalCategory"] = f"ISCO-08 {call.occupation}"
    return posting


def as_script(posting: dict[str, Any]) -> SafeString:
    """Return JSON that stays inside its script whatever its texts say."""
    text = json.dumps(posting, ensure_ascii=False).translate(HIDDEN)
    return mark_safe(text)  # noqa: S308  # JSON without any sign that HTML reads


def _address(notice: Notice) -> dict[str, str]:
    call = notice.call
    station = station_of(call.duty_station)
    country = station.country or (call.country.iso2 if call.country else "")
    address = {"@type": "PostalAddress", "addressLocality": station.city or call.duty_station}
    return {**address, "addressCountry": country} if country else address


def _html(part: Part) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((item,) for item in part.items))
    listed = format_html("<ol>{}</ol>", items) if part.items else ""
    running = format_html_join("", "{}", ((_block(block),) for block in part.blocks))
    return format_html("<h3>{}</h3>{}{}", part.heading, listed, running)


def _block(block: Block) -> SafeString:
    if block.is_list:
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((line,) for line in block.lines))
        )
    return format_html("<p>{}</p>", mark_safe("<br>".join(map(escape, block.lines))))  # noqa: S308  # each line is escaped


def employer_of(notice: Notice) -> str:
    """Return who hires: who is accountable for the programme, else the programme itself."""
    programme = notice.call.programme
    accountable = programme.participations.filter(role=Participation.Role.ACCOUNTABLE)
    first = accountable.select_related("organisation").order_by("pk").first()
    named = first.organisation.name if first else programme.title
    return text_of(named, notice.language)
