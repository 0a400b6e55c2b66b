"""Work that is done beside the pages."""
