"""What the documents app keeps, one module for each family of rows."""

from jalon.workspace.documents.models.files import StoredFile, Upload

__all__ = ["StoredFile", "Upload"]
