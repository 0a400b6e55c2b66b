"""What the events of the catalogue are called in the trail."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "standards.catalogue-loaded": _("loaded the catalogue"),
    "standards.fact-changed": _("changed a fact of the catalogue"),
    "standards.fact-retired": _("retired a fact of the catalogue"),
    "standards.fact-restored": _("took a fact of the catalogue back into use"),
    "standards.update-proposed": _("handed in an update of the catalogue"),
    "standards.update-compared": _("compared an update with the catalogue again"),
    "standards.update-discarded": _("discarded an update of the catalogue"),
}
