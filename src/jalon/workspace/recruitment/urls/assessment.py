"""How applications are looked at."""

from django.urls import URLPattern, path

from jalon.workspace.recruitment.views import (
    interviews,
    marking,
    panel,
    screening,
    shortlists,
    written,
)

ONE = "<slug:code>/calls/<int:pk>/"
APPLICATION = f"{ONE}applications/<slug:key>/"
STAGE = f"{ONE}marks/<slug:stage>/"
SHEET = f"{STAGE}<slug:key>/"

urlpatterns: list[URLPattern] = [
    path("panels/mine/", panel.my_panels, name="my-panels"),
    path(f"{ONE}assessment/", screening.assessment, name="assessment"),
    path(f"{ONE}assessment/open/", screening.open_all, name="open-applications"),
    path(f"{ONE}panel/", panel.panel, name="panel"),
    path(f"{ONE}panel/name/", panel.name, name="name-member"),
    path(f"{ONE}panel/<int:member>/release/", panel.release, name="release-member"),
    path(f"{ONE}panel/<int:member>/replace/", panel.replace, name="replace-member"),
    path(f"{ONE}panel/ties/<int:tie>/end/", panel.end, name="end-tie"),
    path(f"{ONE}panel/declare/", panel.declaration, name="declare"),
    path(f"{ONE}applications/", screening.applications, name="applications"),
    path(f"{ONE}screening/confirm/", screening.confirm_all, name="confirm-plain"),
    path(APPLICATION, screening.application, name="application"),
    path(f"{APPLICATION}relevance/", screening.relevance, name="relevance"),
    path(f"{APPLICATION}findings/<int:found>/", screening.verdict, name="verdict"),
    path(f"{APPLICATION}files/<int:file>/", screening.application_file, name="application-file"),
    path(f"{ONE}lists/", shortlists.lists, name="lists"),
    path(f"{ONE}lists/fill/", shortlists.fill, name="fill-long-list"),
    path(f"{ONE}lists/begin/", shortlists.begin, name="begin-assessment"),
    path(f"{ONE}lists/<slug:which>/", shortlists.put, name="put-on-list"),
    path(STAGE, marking.to_mark, name="to-mark"),
    path(f"{ONE}results/<slug:stage>/", marking.results, name="marks"),
    path(SHEET, marking.sheet, name="sheet"),
    path(f"{SHEET}change/<int:criterion>/", marking.change, name="change-mark"),
    path(f"{ONE}test/", written.written_test, name="written-test"),
    path(f"{ONE}test/set-up/", written.set_up, name="set-up-test"),
    path(f"{ONE}test/seat/", written.seat, name="seat-candidates"),
    path(f"{ONE}test/names/", written.unseal, name="open-names"),
    path(f"{ONE}test/<slug:key>/", written.arrange, name="accommodate"),
    path(f"{ONE}test/<slug:key>/script/", written.script, name="script"),
    path(f"{ONE}interviews/", interviews.interviews, name="interviews"),
    path(f"{ONE}interviews/questions/<int:criterion>/", interviews.questions, name="questions"),
    path(f"{ONE}interviews/<slug:key>/", interviews.plan, name="plan-interview"),
    path(f"{ONE}interviews/<slug:key>/held/", interviews.held, name="interview-held"),
    path(f"{ONE}centre/<slug:key>/", interviews.centre, name="centre"),
    path(f"{ONE}referees/<slug:key>/", interviews.referees, name="referees"),
    path(f"{ONE}referees/<slug:key>/<int:referee>/", interviews.referee, name="referee"),
]
