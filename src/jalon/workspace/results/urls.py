from django.urls import URLPattern, URLResolver, path

from jalon.workspace.results.views import exchange

app_name = "results"
exchange_patterns: list[URLPattern | URLResolver] = [
    path("<slug:code>/workbook/", exchange.workbook, name="workbook"),
    path("<slug:code>/workbook.xlsx", exchange.download_workbook, name="download-workbook"),
    path("<slug:code>/workbook/upload/", exchange.upload_workbook, name="upload-workbook"),
    path("<slug:code>/imports/<int:pk>/", exchange.show_import, name="import"),
    path("<slug:code>/imports/<int:pk>/decide/", exchange.decide_import, name="decide-import"),
    path("<slug:code>/imports/<int:pk>/discard/", exchange.discard_import, name="discard-import"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *exchange_patterns,
]
