"""The programme's working system: a site in four languages (Django)."""
