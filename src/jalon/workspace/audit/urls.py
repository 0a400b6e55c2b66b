from django.urls import URLPattern, URLResolver, path

from jalon.workspace.audit import views

app_name = "audit"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.trail, name="trail"),
    path("export.csv", views.export, name="export"),
    path("programmes/<int:programme_id>/", views.trail, name="programme-trail"),
    path("programmes/<int:programme_id>/export.csv", views.export, name="programme-export"),
    path("events/<int:number>/", views.event, name="event"),
    path("events/<int:number>/erase/", views.erase, name="erase-event"),
]
