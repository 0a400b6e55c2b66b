"""What candidates do."""

from django.urls import URLPattern, path

from jalon.workspace.recruitment.views import applying, entrance, handing_in, own
from jalon.workspace.recruitment.views.desk import own as mine

urlpatterns: list[URLPattern] = [
    path("sign-in/", entrance.sign_in, name="sign-in"),
    path("sign-out/", entrance.sign_out, name="sign-out"),
    path("join/", entrance.join, name="join"),
    path("join/<str:token>/", entrance.joining, name="joining"),
    path("password/", entrance.password, name="password"),
    path("password/<str:token>/", entrance.new_password, name="new-password"),
    path("help/", own.help_page, name="help"),
    path("account/", own.account, name="account"),
    path("account/password/", own.change_password, name="change-password"),
    path("account/data.zip", own.data, name="own-data"),
    path("account/close/", own.close, name="close-account"),
    path("letters/", own.letters, name="letters"),
    path("letters/<slug:reference>/", own.letter, name="letter"),
    path("mine/", own.home, name="home"),
    path("mine/<slug:code>/", mine(applying.application), name="application"),
    path("mine/<slug:code>/files/", mine(handing_in.files), name="files"),
    path("mine/<slug:code>/files/<int:pk>/", mine(handing_in.file), name="file"),
    path("mine/<slug:code>/preview/", mine(handing_in.preview), name="preview"),
    path("mine/<slug:code>/receipt/", mine(handing_in.receipt), name="receipt"),
    path("mine/<slug:code>/withdraw/", mine(handing_in.withdraw), name="withdraw"),
    path("mine/<slug:code>/reuse/", mine(handing_in.reuse), name="reuse"),
    path("mine/<slug:code>/part/<slug:name>/", mine(applying.section), name="section"),
    path("mine/<slug:code>/part/<slug:name>/<slug:row>/", mine(applying.row), name="row"),
    path("<slug:slug>/apply/", applying.apply, name="begin"),
]
