from django.urls import URLPattern, URLResolver, path

from jalon.workspace.documents.views import feed, files, guide, questions, uploads

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<int:pk>/", files.open_file, name="file"),
    path("uploads/", uploads.start_upload, name="start-upload"),
    path("uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("uploads/<uuid:pk>/finish/", uploads.finish_upload, name="finish-upload"),
    path("guide/", guide.guide, name="guide"),
    path("guide/add/", guide.add_case, name="add-guide-case"),
    path("guide/examples/", guide.load_examples, name="load-guide-examples"),
    path("guide/<slug:key>/", guide.guide_case, name="guide-case"),
    path("guide/<slug:key>/edit/", guide.edit_case, name="edit-guide-case"),
    path("guide/<slug:key>/retire/", guide.retire_case, name="retire-guide-case"),
    path("guide/<slug:key>/start/", guide.start_case, name="start-guide-case"),
    path(
        "guide/<slug:key>/versions/<int:version>/", guide.guide_version, name="guide-case-version"
    ),
    path("calendar.ics", feed.calendar, name="calendar"),
    path("calendar/", feed.calendar_address, name="calendar-address"),
    path("calendar/end/", feed.revoke_calendar, name="revoke-calendar"),
    path("<slug:code>/questions/", questions.programme_questions, name="programme-questions"),
    path("<slug:code>/questions/<int:pk>/", questions.question, name="question"),
    path("<slug:code>/questions/<int:pk>/close/", questions.close_question, name="close-question"),
    path(
        "<slug:code>/questions/<int:pk>/reopen/", questions.reopen_question, name="reopen-question"
    ),
    path("<slug:code>/texts/<int:pk>/questions/", questions.questions, name="questions"),
]
