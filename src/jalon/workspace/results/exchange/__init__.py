"""The matrix as a workbook and back: written, read, compared. Nothing here knows the web."""
