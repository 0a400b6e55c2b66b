"""Where the site's filters and tags are registered."""

from django import template

register = template.Library()
