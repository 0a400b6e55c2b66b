from django.urls import URLPattern, URLResolver, path

from jalon.workspace.programmes.views import (
    calendars,
    editing,
    from_spreadsheet,
    leave,
    organisations,
    partners,
    people,
    programmes,
    starting,
)

app_name = "programmes"
# Fixed addresses first: `rules.RESERVED` keeps programmes from taking them as codes.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", programmes.list_programmes, name="programmes"),
    path("new/", starting.choose_start, name="choose-start"),
    path("new/start/", starting.start_programme, name="start"),
    path("from-spreadsheet/", from_spreadsheet.upload_spreadsheet, name="upload-spreadsheet"),
    path(
        "from-spreadsheet/<int:pk>/", from_spreadsheet.from_spreadsheet, name="from-spreadsheet"
    ),
    path("office/", people.list_office, name="office"),
    path("office/give/", people.give_office_grant, name="give-office-grant"),
    path("office/grants/<int:pk>/end/", people.end_grant, name="end-grant"),
    path("organisations/", organisations.list_organisations, name="organisations"),
    path("organisations/add/", organisations.add_organisation, name="add-organisation"),
    path("organisations/<int:pk>/", organisations.show_organisation, name="organisation"),
    path("organisations/<int:pk>/edit/", organisations.edit_organisation, name="edit-organisation"),
    path("calendars/<slug:iso3>/", calendars.show_country_calendar, name="country-calendar"),
    path("calendars/<slug:iso3>/set/", calendars.set_holiday, name="set-holiday"),
    path("calendars/days/<int:pk>/remove/", calendars.remove_holiday, name="remove-holiday"),
    path("leave/", leave.list_delegations, name="leave"),
    path("leave/add/", leave.delegate, name="delegate"),
    path("leave/<int:pk>/end/", leave.end_delegation, name="end-delegation"),
    path("leaving/", leave.hand_over, name="hand-over"),
    path("<slug:code>/", programmes.show_programme, name="programme"),
    path("<slug:code>/edit/", editing.edit_programme, name="edit"),
    path("<slug:code>/agreement/", editing.edit_agreement, name="edit-agreement"),
    path("<slug:code>/status/<slug:step>/", editing.change_status, name="change-status"),
    path("<slug:code>/archive/", editing.archive_programme, name="archive"),
    path("<slug:code>/countries/", partners.set_countries, name="set-countries"),
    path("<slug:code>/areas/<slug:iso3>/<int:level>/", partners.set_areas, name="set-areas"),
    path("<slug:code>/partners/add/", partners.add_partner, name="add-partner"),
    path("<slug:code>/partners/<int:pk>/remove/", partners.remove_partner, name="remove-partner"),
    path("<slug:code>/focal-points/add/", partners.edit_focal_point, name="add-focal-point"),
    path("<slug:code>/focal-points/<int:pk>/", partners.edit_focal_point, name="edit-focal-point"),
    path(
        "<slug:code>/focal-points/<int:pk>/remove/",
        partners.remove_focal_point,
        name="remove-focal-point",
    ),
    path("<slug:code>/people/", people.list_people, name="people"),
    path("<slug:code>/people/give/", people.give_grant, name="give-grant"),
    path("<slug:code>/calendar/", calendars.show_calendar, name="calendar"),
]
