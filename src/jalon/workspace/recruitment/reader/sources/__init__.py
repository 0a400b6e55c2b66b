"""Plain text from what people upload: text, web pages, PDF, Word. Hostile until proven."""
