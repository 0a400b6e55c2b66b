"""What a run leaves on disk: tables, workbook, GeoPackage, report, manifest."""
