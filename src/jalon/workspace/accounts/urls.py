from django.urls import URLPattern, URLResolver, path

from jalon.workspace.accounts import views

app_name = "accounts"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.people, name="people"),
    path("permissions/", views.permissions, name="permissions"),
    path("language/", views.choose_language, name="choose-language"),
    path("me/", views.profile, name="profile"),
    path("me/data.json", views.own_data, name="own-data"),
    path("me/tokens/", views.tokens, name="tokens"),
    path("me/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke-token"),
    path("kept/", views.kept_text, name="kept-text"),
    path("kept/throw-away/", views.throw_away_kept_text, name="throw-away-kept-text"),
    path("invitations/<str:token>/", views.accept_invitation, name="accept-invitation"),
    path("<int:pk>/", views.person, name="person"),
    path("<int:pk>/invite/", views.invite_again, name="invite-again"),
    path("<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("<int:pk>/erase/", views.erase, name="erase"),
]
