from django.urls import URLPattern, URLResolver, path

from jalon.workspace.documents.views import files, uploads

app_name = "documents"
urlpatterns: list[URLPattern | URLResolver] = [
    path("files/<int:pk>/", files.open_file, name="file"),
    path("uploads/", uploads.start_upload, name="start-upload"),
    path("uploads/<uuid:pk>/", uploads.upload, name="upload"),
    path("uploads/<uuid:pk>/finish/", uploads.finish_upload, name="finish-upload"),
]
