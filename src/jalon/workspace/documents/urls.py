from django.urls import URLPattern, URLResolver, path

from jalon.workspace.documents.views import feed, files, questions, uploads

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<int:pk>/", files.open_file, name="file"),
    path("uploads/", uploads.start_upload, name="start-upload"),
    path("uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("uploads/<uuid:pk>/finish/", uploads.finish_upload, name="finish-upload"),
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
