from django.urls import URLPattern, URLResolver, path

from jalon.workspace.places.views import areas, countries, imports

app_name = "places"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", countries.list_countries, name="countries"),
    path("areas/<int:pk>/", areas.show_area, name="area"),
    path("areas/<int:pk>/edit/", areas.edit_area, name="edit-area"),
    path("areas/<int:pk>/remove/", areas.remove_area, name="remove-area"),
    path("imports/<int:pk>/", imports.show_import, name="import"),
    path("imports/<int:pk>/drop/", imports.drop_import, name="drop-import"),
    path("<slug:iso3>/", countries.show_country, name="country"),
    path("<slug:iso3>/weekend/", countries.set_weekend, name="set-weekend"),
    path("<slug:iso3>/areas/<int:level>/", areas.list_areas, name="areas"),
    path("<slug:iso3>/areas/add/", areas.add_area, name="add-area"),
    path("<slug:iso3>/bring/", imports.bring_areas, name="bring"),
]
