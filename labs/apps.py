from django.apps import AppConfig
from django.utils.translation import gettext, ngettext

from labs.saying import Translators, translate_by


class LabsConfig(AppConfig):
    name = "labs"

    def ready(self) -> None:
        translate_by(Translators(gettext, ngettext))
