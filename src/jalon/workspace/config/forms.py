"""How a form's field is drawn: one template for every field of the site."""

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draw widgets from our templates, and each field with its label, help and error together."""

    field_template_name = "components/field.html"
    form_template_name = "components/form.html"
