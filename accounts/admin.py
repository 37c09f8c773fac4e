"""What operators see and may do. Nothing is made here, and nothing that a learner built is shown."""

from axes.models import AccessAttempt
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import Token
from builds.models import Operation
from labs.models import Classroom


class Seen(admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    """To be read."""

    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


admin.site.unregister([Group, User])


@admin.register(User)
class Users(UserAdmin):  # type: ignore[type-arg]
    """May be shut out, given another password, or made instructors. Administrators are made and changed on
    the command line alone; accounts are deleted by their owners."""

    actions = None
    list_display = ("username", "email", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "groups")
    fieldsets = ((None, {"fields": ("username", "password", "email", "is_active", "groups")}),)
    readonly_fields = ("username",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return not (isinstance(obj, User) and obj.is_superuser)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Operation)
class Operations(Seen):
    """Which there are and how they fare: not what is in them."""

    list_display = ("id", "kind", "status", "learner", "created_at", "started_at", "ended_at", "attempt")
    list_filter = ("status", "kind")
    fields = ("kind", "status", "learner", "created_at", "started_at", "ended_at", "attempt", "generation")


@admin.register(Classroom)
class Classes(Seen):
    list_display = ("name", "instructor", "places", "open_until", "created_at")
    fields = ("name", "instructor", "places", "open_until", "created_at")


@admin.register(Token)
class Tokens(Seen):
    list_display = ("name", "learner", "created_at", "used_on")
    fields = ("name", "learner", "created_at", "used_on")


@admin.register(AccessAttempt)
class FailedLogIns(Seen):
    """Deleting one unlocks the name at that address."""

    list_display = ("username", "ip_address", "failures_since_start", "attempt_time")
    search_fields = ("username", "ip_address")
    fields = ("username", "ip_address", "failures_since_start", "attempt_time")

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return True
