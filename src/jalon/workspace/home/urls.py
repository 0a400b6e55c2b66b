from django.urls import path

from jalon.workspace.home import views

app_name = "home"
urlpatterns = [
    path("", views.day, name="day"),
    path("switch/", views.programmes, name="programmes"),
    path("search/", views.search, name="search"),
    path("gallery/", views.gallery, name="gallery"),
    path("preferences/theme/", views.set_theme, name="set-theme"),
]
