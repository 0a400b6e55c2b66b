from django.urls import URLPattern, URLResolver, path

from jalon.workspace.standards.views import (
    agendas,
    catalogue,
    countries,
    instruments,
    interventions,
    retiring,
    updates,
)

app_name = "standards"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", catalogue.overview, name="overview"),
    path("instruments/", instruments.list_instruments, name="instruments"),
    path("instruments/<str:key>/", instruments.show_instrument, name="instrument"),
    path("countries/", countries.list_countries, name="countries"),
    path("countries/<str:iso3>/", countries.show_country, name="country"),
    path("countries/<str:iso3>/part/", countries.country_part, name="country-part"),
    path("agendas/", agendas.list_agendas, name="agendas"),
    path("agendas/<str:key>/", agendas.show_agenda, name="agenda"),
    path("agendas/<str:key>/<str:code>/", agendas.show_item, name="item"),
    path("interventions/", interventions.list_interventions, name="interventions"),
    path("interventions/<str:key>/", interventions.show_intervention, name="intervention"),
    path("questionnaires/", interventions.list_questionnaires, name="questionnaires"),
    path("questionnaires/<str:key>/", interventions.show_questionnaire, name="questionnaire"),
    path("catalogue/", catalogue.list_loads, name="loads"),
    path("catalogue/loads/<int:pk>/", catalogue.show_load, name="load"),
    path("catalogue/files/<str:kind>.csv", catalogue.table_file, name="file"),
    path("catalogue/retire/<str:kind>/<int:pk>/", retiring.retire, name="retire"),
    path("catalogue/restore/<str:kind>/<int:pk>/", retiring.restore, name="restore"),
    path("catalogue/update/", updates.hand_in, name="hand-in"),
    path("catalogue/updates/<int:pk>/", updates.show_update, name="update"),
    path("catalogue/updates/<int:pk>/apply/", updates.apply_update, name="apply-update"),
    path("catalogue/updates/<int:pk>/discard/", updates.discard_update, name="discard-update"),
]
