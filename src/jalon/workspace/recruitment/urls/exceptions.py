"""Late entries, and applications that the team enters for others."""

from django.urls import URLPattern, path

from jalon.workspace.recruitment.views import applying, exceptions, handing_in
from jalon.workspace.recruitment.views.desk import entered

ENTRY = "<slug:code>/entries/<slug:entry>/"

urlpatterns: list[URLPattern] = [
    path("<slug:code>/calls/<int:pk>/late/", exceptions.late, name="late"),
    path("<slug:code>/calls/<int:pk>/entries/", exceptions.enter, name="enter"),
    path(ENTRY, entered(applying.application), name="entered-application"),
    path(f"{ENTRY}files/", entered(handing_in.files), name="entered-files"),
    path(f"{ENTRY}files/<int:pk>/", entered(handing_in.file), name="entered-file"),
    path(f"{ENTRY}preview/", entered(handing_in.preview), name="entered-preview"),
    path(f"{ENTRY}receipt/", entered(handing_in.receipt), name="entered-receipt"),
    path(f"{ENTRY}withdraw/", entered(handing_in.withdraw), name="entered-withdraw"),
    path(f"{ENTRY}reuse/", entered(handing_in.reuse), name="entered-reuse"),
    path(f"{ENTRY}part/<slug:name>/", entered(applying.section), name="entered-section"),
    path(f"{ENTRY}part/<slug:name>/<slug:row>/", entered(applying.row), name="entered-row"),
]
