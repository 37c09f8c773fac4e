"""Where Django finds the site's admin."""

from django.contrib.admin.apps import AdminConfig


class OperatorsConfig(AdminConfig):
    default_site = "accounts.admin_site.Operators"
