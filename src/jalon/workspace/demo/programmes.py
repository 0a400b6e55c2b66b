"""The invented programmes' frame: agreement, countries, organisations."""

from datetime import date, timedelta
from decimal import Decimal

from jalon.workspace.accounts.models import User
from jalon.workspace.demo.clock import on
from jalon.workspace.demo.content import Content, months_before
from jalon.workspace.places.models import Country
from jalon.workspace.programmes.models import Agreement, Organisation, Participation, Programme
from jalon.workspace.programmes.services.grants import end_grant
from jalon.workspace.programmes.services.partners import add_participation, set_countries
from jalon.workspace.programmes.services.programmes import change_status, create_programme
from jalon.workspace.programmes.services.starting import start_from_template

ORGANISATIONS = (
    # acronym, kind, role in the programme, names
    ("DON", "10", "1", "Donor agency (invented)", "Agencia donante (inventada)",
     "Agence donatrice (inventée)", "الوكالة المانحة (مُختلَقة)"),
    ("OFI", "40", "2", "Office that runs the programme (invented)",
     "Oficina que ejecuta el programa (inventada)", "Bureau qui exécute le programme (inventé)",
     "المكتب المنفِّذ للبرنامج (مُختلَق)"),
    ("MIN", "10", "g", "Ministry of labour, counterpart (invented)",
     "Ministerio del trabajo, contraparte (inventado)",
     "Ministère du travail, homologue (inventé)", "وزارة العمل، النظير (مُختلَقة)"),
    ("CEO", "80", "e", "Employers' council (invented)", "Consejo de empleadores (inventado)",
     "Conseil des employeurs (inventé)", "مجلس أصحاب العمل (مُختلَق)"),
    ("SIN", "80", "w", "Union of rural workers (invented)",
     "Sindicato de trabajo rural (inventado)", "Syndicat des travailleurs ruraux (inventé)",
     "نقابة العمال الريفيين (مُختلَقة)"),
    ("RED", "22", "4", "Network for children's rights (invented)",
     "Red por los derechos de la niñez (inventada)",
     "Réseau pour les droits de l'enfant (inventé)", "شبكة حقوق الطفل (مُختلَقة)"),
)  # fmt: skip
SOURCE = {
    "es": "Inventado para la demostración",
    "fr": "Inventé pour la démonstration",
}
ROAD_MAP = "DEMO-ROADMAP"
ROAD_MAP_TITLE = {
    "en": "Road map of a country against child labour (invented)",
    "es": "Hoja de ruta de un país contra el trabajo infantil (inventada)",
    "fr": "Feuille de route d'un pays contre le travail des enfants (inventée)",
    "ar": "خارطة طريق بلد ضد عمل الأطفال (مُختلَقة)",
}


def begin_programme(content: Content, by: User, today: date) -> Programme:
    """Begin a programme a few weeks before its first day, and let it run since then."""
    start, end = content.span(today)
    facts = content.programme
    shares = {Country.objects.get(iso3=iso3): Decimal(share) for iso3, share in facts["countries"]}
    organisations = _organisations()
    with on(start - timedelta(days=40)):
        programme = create_programme(
            code=content.code,
            title=facts["title"],
            summary=facts["summary"],
            start_date=start,
            end_date=end,
            time_zone=facts["time_zone"],
            by=by,
            countries=shares,
            terms={
                "donor": organisations["DON"],
                "currency": facts["currency"],
                "amount": Decimal(facts["amount"]),
                "first_month": facts["first_month"],
                "period_months": facts["period_months"],
                "report_languages": facts["report_languages"],
                "source": SOURCE[content.language],
            },
            is_demo=True,
        )
        set_countries(code=programme.code, shares=shares, version=programme.version, by=by)
        for acronym, _kind, role, *_names in ORGANISATIONS:
            add_participation(
                programme=programme, organisation=organisations[acronym], role=role, by=by
            )
        programme.refresh_from_db()
    with on(start):
        change_status(code=programme.code, step="start", version=programme.version, by=by)
        programme.refresh_from_db()
    return programme


def hand_over_direction(programme: Programme, by: User) -> None:
    """Let who began a programme stop directing it: the team's own director is there by now."""
    with on(programme.start_date):
        end_grant(grant=programme.grants.get(user=by), by=by)


def begin_road_map(by: User, today: date) -> Programme:
    """Begin a road map with ten priority actions to be filled in."""
    start = months_before(today.replace(day=1), 30)
    with on(start):
        road_map = start_from_template(
            template="road-map-ten-actions",
            code=ROAD_MAP,
            title=ROAD_MAP_TITLE,
            start_date=start,
            end_date=months_before(start, -60) - timedelta(days=1),
            by=by,
            is_demo=True,
            countries=[Country.objects.get(iso3="MEX")],
        )
    Agreement.objects.filter(programme=road_map).update(source=SOURCE["es"])
    return road_map


def _organisations() -> dict[str, Organisation]:
    found = {}
    for acronym, kind, _role, *names in ORGANISATIONS:
        name = dict(zip(("en", "es", "fr", "ar"), names, strict=True))
        found[acronym], _created = Organisation.objects.get_or_create(
            acronym=acronym, is_demo=True, defaults={"name": name, "kind": kind}
        )
    return found


def partner_of(programme: Programme) -> Organisation:
    return programme.participations.get(role=Participation.Role.IMPLEMENTING).organisation
