from django.urls import URLPattern, URLResolver, path

from jalon.workspace.documents.views import (
    chains,
    compare,
    delays,
    feed,
    files,
    guide,
    lists,
    obligations,
    papers,
    questions,
    recurring,
    review,
    steps,
    uploads,
    withdrawing,
    writing,
)

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
    path("", lists.mine, name="mine"),
    path("delays/", delays.delays, name="delays"),
    path("chains/", chains.chains, name="office-chains"),
    path("chains/<slug:kind>/", chains.chain, name="office-chain"),
    path("chains/<slug:kind>/reset/", chains.reset, name="office-reset-chain"),
    path("<slug:code>/", obligations.obligations, name="obligations"),
    path("<slug:code>/delays/", delays.programme_delays, name="programme-delays"),
    path("<slug:code>/month/", lists.month, name="month"),
    path("<slug:code>/recurring/", recurring.recurring, name="recurring"),
    path("<slug:code>/recurring/add/", recurring.add, name="add-recurring"),
    path("<slug:code>/recurring/write/", recurring.write, name="write-recurring"),
    path("<slug:code>/recurring/<int:pk>/end/", recurring.end, name="end-recurring"),
    path("<slug:code>/chains/", chains.chains, name="chains"),
    path("<slug:code>/chains/<slug:kind>/", chains.chain, name="chain"),
    path("<slug:code>/chains/<slug:kind>/reset/", chains.reset, name="reset-chain"),
    path("<slug:code>/owed/add/", obligations.owe, name="owe"),
    path("<slug:code>/owed/<int:pk>/", obligations.obligation, name="obligation"),
    path("<slug:code>/owed/<int:pk>/edit/", obligations.edit, name="edit-obligation"),
    path("<slug:code>/owed/<int:pk>/delay/", obligations.delay, name="delay"),
    path("<slug:code>/owed/<int:pk>/give/", obligations.reassign, name="reassign-obligation"),
    path(
        "<slug:code>/owed/<int:pk>/withdraw/", withdrawing.withdraw_owed, name="withdraw-obligation"
    ),
    path("<slug:code>/owed/<int:pk>/restore/", withdrawing.restore_owed, name="restore-obligation"),
    path("<slug:code>/owed/<int:pk>/begin/", writing.start, name="start"),
    path("<slug:code>/texts/", papers.documents, name="documents"),
    path("<slug:code>/texts/begin/", writing.start_loose, name="start-loose"),
    path("<slug:code>/texts/<int:pk>/", papers.document, name="document"),
    path("<slug:code>/texts/<int:pk>/edit/", writing.edit, name="edit"),
    path("<slug:code>/texts/<int:pk>/give/", papers.reassign, name="reassign"),
    path("<slug:code>/texts/<int:pk>/submit/", writing.submit, name="submit"),
    path("<slug:code>/texts/<int:pk>/withdraw/", withdrawing.withdraw_text, name="withdraw"),
    path("<slug:code>/texts/<int:pk>/restore/", withdrawing.restore_text, name="restore"),
    path("<slug:code>/texts/<int:pk>/review/", review.review, name="review"),
    path(
        "<slug:code>/texts/<int:pk>/compare/<int:number>/", compare.compare_versions, name="compare"
    ),
    path("<slug:code>/texts/<int:pk>/comments/<int:comment_pk>/", review.respond, name="respond"),
    path(
        "<slug:code>/texts/<int:pk>/comments/<int:comment_pk>/settle/", review.settle, name="settle"
    ),
    path("<slug:code>/texts/<int:pk>/steps/add/", steps.add, name="add-step"),
    path("<slug:code>/texts/<int:pk>/steps/<int:step_pk>/", review.decide, name="decide"),
    path("<slug:code>/texts/<int:pk>/steps/<int:step_pk>/give/", steps.assign, name="assign-step"),
]
